"""A node sends many TCP segments twice, far more than its neighbours: packets to or from it are lost on the way.

https://github.com/prometheus/node_exporter (netstat collector: node_netstat_Tcp_RetransSegs)
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.slowness import lossy_node, origins
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="Node loses packets",
    severity=Severity.CRITICAL,
    meaning="Packets to or from a node are lost, so that what runs there, and whoever calls it, waits for repeats.",
    found_by="The node's TCP retransmissions rose by at least one a second and are half again those of any other node; "
    "or alerts of that say so.",
    cure="Look at the node's cable, switch port, network card and CNI; drain the node until it is well.",
    source="https://github.com/prometheus/node_exporter",
    needs=("series", "alerts", "nodes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """At most one finding: the node that stands out."""
    found = lossy_node(facts)
    if found is None:
        return
    yield RULE.finding(
        ObjectRef("Node", "", found.node),
        f"Node {found.node} repeats {found.rate:.1f} TCP segments a second, far more than before and than other nodes.",
        evidence=(Evidence(found.where, found.value),),
        remedies=(
            Remedy(
                "Look at the errors that the node's network devices count.",
                f"kubectl get --raw /api/v1/nodes/{found.node}/proxy/stats/summary",
                CommandTier.READ,
            ),
            Remedy(
                "Keep new pods off the node while its network is looked at.",
                f"kubectl cordon {found.node}",
                CommandTier.RISKY,
                f"kubectl uncordon {found.node}",
            ),
        ),
        confidence=0.85,
        explains=tuple(sorted({r for o in origins(facts) for r in (o.latency.ref, *o.callers)})),
    )
