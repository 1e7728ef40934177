"""A pod that no Deployment, StatefulSet or DaemonSet answers for is not ready, and nothing here says why.

https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from firstmate.facts import WORKLOAD_KINDS, Facts
from firstmate.facts.cures import look
from firstmate.facts.pods import age, condition, is_finished, is_ready
from firstmate.findings import Evidence, Finding, ObjectRef, Role, Rule, Severity
from firstmate.snapshot.objects import Pod
from firstmate.text import plural

PATIENCE = timedelta(minutes=2)

RULE = Rule(
    __name__,
    title="Pod is not ready",
    severity=Severity.WARNING,
    meaning="A pod runs or should run, and is not ready to serve.",
    found_by="A living pod without a Deployment, StatefulSet or DaemonSet is older than two minutes and not "
    "ready; those are told as unavailable workloads.",
    cure="Look at its events and log.",
    source="https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions",
    role=Role.EFFECT,
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    for workload, pods in facts.suspects.items():
        waiting = [p for p in pods if _is_late(facts, p)]
        if waiting and workload.kind not in WORKLOAD_KINDS:
            pod = ObjectRef.of("Pod", waiting[0])
            ready = condition(waiting[0].status.conditions, "Ready")
            yield RULE.finding(
                workload,
                f"{plural(len(waiting), 'pod')} of {workload.kind} {workload.name} not ready.",
                evidence=(
                    Evidence("status.conditions[Ready]", f"{ready.status} {ready.reason} {ready.message}".strip()),
                    Evidence("status.phase", waiting[0].status.phase),
                ),
                remedies=(look("Read its events", f"kubectl describe {pod.kubectl}"),),
                confidence=0.5,
            )


def _is_late(facts: Facts, pod: Pod) -> bool:
    """A task's pod that runs is at work: it is not asked to be ready."""
    if pod.metadata.deletion_timestamp or is_finished(pod) or is_ready(pod) or age(pod, facts.now) < PATIENCE:
        return False
    return pod.status.phase != "Running" or pod.spec.restart_policy == "Always"
