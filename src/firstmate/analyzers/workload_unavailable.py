"""A Deployment or StatefulSet has fewer ready pods than it wants: what is noticed first, and explains nothing.

https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from firstmate.facts import Facts, WorkloadFacts
from firstmate.facts.cures import look
from firstmate.facts.pods import age, containers, is_ready
from firstmate.findings import Evidence, Finding, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="A workload has fewer ready pods than it wants",
    severity=Severity.CRITICAL,
    meaning="Some or all replicas of a Deployment or StatefulSet are not ready.",
    found_by="status.readyReplicas is below spec.replicas, and it is not just starting: critical with none ready, "
    "else a warning.",
    cure="Find out why its pods are not ready, or are not there.",
    source="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status",
    role=Role.EFFECT,
    needs=("deployments", "statefulsets", "pods"),
)
YOUNG = timedelta(minutes=1)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload; DaemonSets are told with the nodes that they miss, by their own rule."""
    for workload in facts.workloads.values():
        short = workload.ref.kind != "DaemonSet" and workload.ready < workload.wanted
        if short and not workload.object.metadata.deletion_timestamp and not _starts(facts, workload):
            yield _finding(workload)


def _starts(facts: Facts, workload: WorkloadFacts) -> bool:
    """Everything that is not ready is younger than a minute and complains of nothing."""
    if age(workload.object, facts.now) < YOUNG:
        return not any(_complains(workload))
    waiting = [pod for pod in workload.pods if not is_ready(pod)]
    young = bool(waiting) and all(age(pod, facts.now) < YOUNG for pod in waiting)
    return young and len(workload.pods) >= workload.wanted and not any(_complains(workload))


def _complains(workload: WorkloadFacts) -> Iterator[bool]:
    """For each container, whether it failed or waits for more than its own creation."""
    for pod in workload.pods:
        for container in containers(pod):
            waits = container.waiting_reason not in ("", "ContainerCreating", "PodInitializing")
            yield waits or bool(container.status.restart_count)


def _finding(workload: WorkloadFacts) -> Finding:
    ref = workload.ref
    return RULE.finding(
        ref,
        f"{ref.kind} {ref.name} has {workload.ready} of {workload.wanted} pods ready.",
        evidence=(
            Evidence("status.readyReplicas", str(workload.ready)),
            Evidence("spec.replicas", str(workload.wanted)),
        ),
        remedies=(look("See what the pods wait for", f"kubectl describe {ref.kubectl}"),),
        severity=Severity.CRITICAL if workload.ready == 0 else Severity.WARNING,
    )
