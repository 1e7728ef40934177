"""A pod was deleted and does not go: a finalizer holds it, or its node is gone, or its runtime cannot end it.

https://kubernetes.io/docs/tasks/run-application/force-delete-stateful-set-pod/
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from firstmate.facts import Facts, node_ready
from firstmate.facts.cures import look
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule, Severity
from firstmate.snapshot.objects import Pod
from firstmate.text import plural

OVERDUE = timedelta(minutes=2)
"""After the grace period, which the deletion timestamp already holds."""

RULE = Rule(
    __name__,
    title="Pods do not end",
    severity=Severity.WARNING,
    meaning="Pods were deleted and are still there long after their grace period; a StatefulSet waits for them.",
    found_by="A pod's deletion timestamp, which includes the grace period, passed more than two minutes ago.",
    cure="Bring the node back, or let whoever set the finalizer finish; force deletion only when the container "
    "surely runs no more.",
    source="https://kubernetes.io/docs/tasks/run-application/force-delete-stateful-set-pod/",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    for workload, pods in facts.suspects.items():
        overdue = [(p, t) for p in pods if (t := p.metadata.deletion_timestamp) and facts.now - t > OVERDUE]
        if overdue:
            yield _finding(facts, workload, overdue)


def _finding(facts: Facts, workload: ObjectRef, overdue: list[tuple[Pod, datetime]]) -> Finding:
    pod, since = overdue[0]
    minutes = int((facts.now - since).total_seconds() // 60)
    ref = ObjectRef.of("Pod", pod)
    return RULE.finding(
        workload,
        f"{plural(len(overdue), 'pod')} of {workload.kind} {workload.name} should have ended {minutes} minutes ago"
        f"{_why(facts, pod)}.",
        evidence=(
            Evidence(f"Pod {ref.name} metadata.deletionTimestamp", since.isoformat()),
            Evidence("metadata.finalizers", ", ".join(pod.metadata.finalizers) or "none"),
            Evidence("spec.nodeName", pod.spec.node_name),
        ),
        remedies=(
            look("See what holds it", f"kubectl describe {ref.kubectl}"),
            Remedy(
                "Only when its container surely runs no more (the node is off): delete it without waiting.",
                f"kubectl delete {ref.kubectl} --force --grace-period=0",
                CommandTier.RISKY,
            ),
        ),
        confidence=0.9,
    )


def _why(facts: Facts, pod: Pod) -> str:
    node = facts.snapshot.nodes.get("", pod.spec.node_name)
    if pod.metadata.finalizers:
        return f": finalizer {pod.metadata.finalizers[0]} holds it"
    if node is None and facts.snapshot.nodes.lacks("", pod.spec.node_name):
        return f": node {pod.spec.node_name} is gone"
    if node is not None and not node_ready(node):
        return f": node {pod.spec.node_name} is not ready"
    return ""
