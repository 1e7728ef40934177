"""Somebody told a node to take no new pods, and has not taken that back.

https://kubernetes.io/docs/concepts/architecture/nodes/#manual-node-administration
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from firstmate.facts import Facts
from firstmate.facts.nodes import CORDON, is_control_plane
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Role, Rule, Severity
from firstmate.snapshot.objects import Node

RULE = Rule(
    __name__,
    title="Node is cordoned",
    severity=Severity.INFO,
    meaning="A node takes no new pods because it was cordoned; that is easily forgotten after maintenance.",
    found_by="spec.unschedulable of a node that is not kept for the control plane, for more than an hour.",
    cure="Uncordon it when maintenance is over.",
    source="https://kubernetes.io/docs/concepts/architecture/nodes/#manual-node-administration",
    role=Role.SYMPTOM,
    needs=("nodes",),
)
FORGOTTEN = timedelta(hours=1)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a node."""
    for node in facts.snapshot.nodes:
        if node.spec.unschedulable and not is_control_plane(node) and _is_old(facts, node):
            name = node.metadata.name
            yield RULE.finding(
                ObjectRef.of("Node", node),
                f"Node {name} is cordoned: it takes no new pods.",
                evidence=(Evidence("spec.unschedulable", "true"),),
                remedies=(
                    Remedy(
                        "Let it take pods again.",
                        f"kubectl uncordon {name}",
                        CommandTier.SAFE,
                        f"kubectl cordon {name}",
                    ),
                ),
                confidence=0.95,
            )


def _is_old(facts: Facts, node: Node) -> bool:
    """Cordoned for long, or since nobody knows when."""
    added = next((t.time_added for t in node.spec.taints if t.key == CORDON), None)
    return added is None or facts.now - added > FORGOTTEN
