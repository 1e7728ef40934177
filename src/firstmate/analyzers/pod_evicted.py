"""A node threw pods out because it ran short of memory, disk or process ids.

https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import RECENT, Facts
from firstmate.facts.cures import look
from firstmate.facts.pods import condition
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule, Severity
from firstmate.snapshot.objects import Pod
from firstmate.text import plural

RULE = Rule(
    __name__,
    title="Pods were evicted",
    severity=Severity.WARNING,
    meaning="A node ended pods to save itself: it was short of memory, disk or process ids, and will do so again.",
    found_by="Pods that failed with reason Evicted within the last hour.",
    cure="Free what the node is short of; give the workload honest requests, so that it is placed where there is room.",
    source="https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/",
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    for workload, pods in facts.suspects.items():
        evicted = [p for p in pods if p.status.reason == "Evicted" and _is_recent(facts, p)]
        if evicted:
            yield _finding(workload, evicted)


def _is_recent(facts: Facts, pod: Pod) -> bool:
    """By its event, its disruption condition, or its age: an evicted pod object stays until somebody removes it."""
    told = condition(pod.status.conditions, "DisruptionTarget").last_transition_time
    when = told or pod.metadata.creation_timestamp
    return bool(facts.pod_events(pod, "Evicted")) or (when is not None and facts.now - when < RECENT)


def _finding(workload: ObjectRef, evicted: list[Pod]) -> Finding:
    node = evicted[0].spec.node_name
    where = f" from node {node}" if node else ""
    return RULE.finding(
        workload,
        f"{plural(len(evicted), 'pod')} of {workload.kind} {workload.name} evicted{where} within the last hour.",
        evidence=tuple(
            Evidence(f"Pod {p.metadata.name} status.message", p.status.message or "Evicted") for p in evicted[:3]
        ),
        remedies=(
            look(
                "See what the node is short of", f"kubectl describe node {node}" if node else "kubectl describe nodes"
            ),
            Remedy(
                "Then clear the evicted pods; they run no more.",
                f"kubectl -n {workload.namespace} delete pods --field-selector status.phase=Failed",
                CommandTier.RISKY,
            ),
        ),
        confidence=0.9,
    )
