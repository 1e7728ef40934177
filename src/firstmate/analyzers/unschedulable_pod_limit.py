"""The nodes run as many pods as they may: the kubelet's limit is 110 unless it was changed.

https://kubernetes.io/docs/setup/best-practices/cluster-large/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.scheduling import Reason, verdicts
from firstmate.findings import Evidence, Finding, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="Nodes run as many pods as they may",
    severity=Severity.CRITICAL,
    meaning="Pods cannot start because the usable nodes have reached their limit of pods.",
    found_by='A pod is unschedulable, and the scheduler says "Too many pods" of the nodes it could use.',
    cure="Remove pods, raise the kubelet's maxPods, or add a node.",
    source="https://kubernetes.io/docs/setup/best-practices/cluster-large/",
    needs=("pods", "nodes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    for verdict in verdicts(facts, Reason.POD_LIMIT):
        limits = tuple(
            Evidence(
                f"Node {n.metadata.name} pods",
                f"{len(facts.pods_on(n.metadata.name))} of {n.status.allocatable.get('pods', '?')}",
            )
            for n in verdict.nodes[:4]
        )
        yield RULE.finding(
            verdict.workload,
            f"{verdict.who} cannot be placed: the nodes it could use ({verdict.names or 'all'}) run as many pods as "
            "they may.",
            evidence=(*verdict.evidence, *limits),
            remedies=(
                Remedy("Remove pods that nobody needs, raise maxPods in the kubelet's configuration, or add a node."),
            ),
            confidence=0.93,
            unseen=verdict.unseen,
        )
