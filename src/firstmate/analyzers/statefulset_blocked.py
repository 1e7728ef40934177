"""A StatefulSet waits for one of its pods before it makes the next.

https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#deployment-and-scaling-guarantees
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from firstmate.facts import Facts, WorkloadFacts
from firstmate.facts.cures import look
from firstmate.facts.pods import age, is_ready
from firstmate.findings import Evidence, Finding, Role, Rule, Severity
from firstmate.snapshot.objects import Pod

RULE = Rule(
    __name__,
    title="A StatefulSet waits for one pod",
    severity=Severity.WARNING,
    meaning="Pods of a StatefulSet are made and updated one after the other: one that is not ready stops the rest.",
    found_by="A pod is not ready for more than a minute while pods of higher ordinals were never made, or wait for "
    "the update.",
    cure="Find out why that pod is not ready; a broken update may need the pod deleted by hand after the correction.",
    source="https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback",
    role=Role.EFFECT,
    needs=("statefulsets", "pods"),
)
YOUNG = timedelta(minutes=1)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a StatefulSet."""
    for workload in facts.workloads.values():
        if workload.ref.kind == "StatefulSet" and workload.ready < workload.wanted:
            blocking = _blocking(facts, workload)
            if blocking:
                yield _finding(workload, blocking)


def _blocking(facts: Facts, workload: WorkloadFacts) -> Pod | None:
    """The one pod that is not ready, where it keeps others from being made or updated."""
    waiting = [pod for pod in workload.pods if not is_ready(pod) and age(pod, facts.now) >= YOUNG]
    status = workload.object.status
    unmade = len(workload.pods) < workload.wanted
    halfway = status.update_revision != status.current_revision and status.updated_replicas < workload.wanted
    return waiting[0] if len(waiting) == 1 and (unmade or halfway) else None


def _finding(workload: WorkloadFacts, pod: Pod) -> Finding:
    ref, name = workload.ref, pod.metadata.name
    return RULE.finding(
        ref,
        f"{ref.kind} {ref.name} waits for pod {name} before it goes on: {workload.ready} of {workload.wanted} are "
        "ready.",
        evidence=(
            Evidence(f"status.conditions[Ready] of pod {name}", "False"),
            Evidence("status.replicas", f"{len(workload.pods)} of {workload.wanted}"),
        ),
        remedies=(look("See what the pod waits for", f"kubectl -n {ref.namespace} describe pod {name}"),),
    )
