"""Pods wait and no scheduler has said a word about them: it is down, or has another name than the pods ask for.

A working scheduler gives every pod a node or a PodScheduled condition within seconds.
https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import look
from firstmate.facts.nodes import is_control_plane
from firstmate.facts.scheduling import unjudged
from firstmate.findings import Evidence, Finding, ObjectRef, Remedy, Rule, Severity
from firstmate.text import plural

DEFAULT = "default-scheduler"
RULE = Rule(
    __name__,
    title="No scheduler answers",
    severity=Severity.CRITICAL,
    meaning="New pods stay pending because the scheduler that should place them does not work.",
    found_by="A pod has waited for more than a minute without a node, a PodScheduled condition or a scheduler's event.",
    cure="Start kube-scheduler on the control plane; for another scheduler's name, install it or correct the name.",
    source="https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a scheduler, on the only control-plane node if there is one; none where its service's state tells."""
    if any("scheduler" in s.unit and s.active != "active" for s in facts.snapshot.node_services):
        return
    waiting: dict[str, list[ObjectRef]] = {}
    for workload, pod in unjudged(facts):
        waiting.setdefault(pod.spec.scheduler_name or DEFAULT, []).append(workload)
    for scheduler, workloads in sorted(waiting.items()):
        yield _finding(facts, scheduler, sorted(workloads))


def _finding(facts: Facts, scheduler: str, workloads: list[ObjectRef]) -> Finding:
    home = _home(facts) if scheduler == DEFAULT else None
    first = workloads[0]
    who = f"{first.kind} {first.name}" + (" and others" if set(workloads) != {first} else "")
    return RULE.finding(
        home or first,
        f"{plural(len(workloads), 'pod')} ({who}) got no answer from {scheduler} in more than a minute.",
        evidence=(
            Evidence("spec.schedulerName", scheduler),
            Evidence("status.conditions[PodScheduled]", "absent, and no FailedScheduling event"),
        ),
        remedies=(
            look("See whether it runs", "kubectl -n kube-system get pods,leases"),
            Remedy(f"Start {scheduler} on the control plane (on k0s and k3s: restart the controller's service)."),
        ),
        confidence=0.85,
        unseen="the scheduler's own process",
        explains=tuple(sorted(set(workloads))),
    )


def _home(facts: Facts) -> ObjectRef | None:
    """The control-plane node, when there is just one."""
    nodes = [n for n in facts.snapshot.nodes if is_control_plane(n)]
    return ObjectRef.of("Node", nodes[0]) if len(nodes) == 1 else None
