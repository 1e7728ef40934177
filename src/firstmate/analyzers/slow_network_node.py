"""Several applications that share a node became slow at once, and none waits for another: the node's network is slow.

https://sre.google/sre-book/monitoring-distributed-systems/#xref_monitoring_golden-signals
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.slowness import lossy_node, origins, slow_node
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule, Severity
from firstmate.snapshot.series import Metric

RULE = Rule(
    __name__,
    title="Network of a node is slow",
    severity=Severity.CRITICAL,
    meaning="Everything that talks to or from a node takes longer than before, though nobody uses more CPU.",
    found_by="At least three applications became slow that nobody they call accounts for, and at least half of them "
    "run on one node that does not retransmit.",
    cure="Look at the node's network card, its switch port and its CNI; drain the node until it is well.",
    source="https://sre.google/sre-book/monitoring-distributed-systems/",
    needs=("series", "pods", "nodes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """At most one finding: the node that the slow applications share."""
    found = origins(facts)
    node = slow_node(facts, found)
    if not node or lossy_node(facts):
        return
    names = ", ".join(origin.latency.ref.name for origin in found[:4])
    yield RULE.finding(
        ObjectRef("Node", "", node),
        f"{len(found)} applications became slow at once, and most of them run on node {node}: {names}.",
        evidence=tuple(
            Evidence(
                f"series {Metric.LATENCY_P50} of {o.latency.subject}",
                f"{o.latency.shift.usual:.1f} → {o.latency.shift.peak:.1f} ms",
            )
            for o in found[:5]
        ),
        remedies=(
            Remedy(
                "Keep new pods off the node while its network is looked at.",
                f"kubectl cordon {node}",
                CommandTier.RISKY,
                f"kubectl uncordon {node}",
            ),
        ),
        confidence=0.7,
        unseen="packet timings between the nodes",
        explains=tuple(sorted({r for o in found for r in (o.latency.ref, *o.callers)})),
    )
