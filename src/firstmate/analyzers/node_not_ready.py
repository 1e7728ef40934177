"""A node does not report ready, and neither its runtime, its kubelet service nor its network plugin is known to be why.

"Unknown" means that the kubelet stopped reporting: the machine is off, its network is cut, or the kubelet is dead.
https://kubernetes.io/docs/concepts/architecture/nodes/#condition
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.machines import Fault, faults
from firstmate.facts.pods import condition
from firstmate.findings import CommandTier, Finding, ObjectRef, Remedy, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="Node is not ready",
    severity=Severity.CRITICAL,
    meaning="A node takes no pods; after five minutes those that it ran are replaced elsewhere, where possible.",
    found_by="The node's condition Ready is False or Unknown, and no service on it is known to be why.",
    cure="Look at the machine: power, network, disk, then `systemctl status kubelet` and its journal.",
    source="https://kubernetes.io/docs/concepts/architecture/nodes/#condition",
    role=Role.ROOT,
    needs=("nodes",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a node."""
    for node, shown, _ in faults(facts, Fault.OTHER):
        name, ready = node.metadata.name, condition(node.status.conditions, "Ready")
        silent = ready.status == "Unknown"
        what = "has stopped reporting (machine off, network cut, or kubelet dead)" if silent else "is not ready"
        since = f" since {ready.last_transition_time:%Y-%m-%d %H:%M} UTC" if ready.last_transition_time else ""
        yield RULE.finding(
            ObjectRef.of("Node", node),
            f"Node {name} {what}{since}; {len(facts.pods_on(name))} pods are on it.",
            evidence=(shown,),
            remedies=(
                Remedy("See what it last reported.", f"kubectl describe node {name}", CommandTier.READ),
                Remedy("Look at its kubelet.", f"ssh {name} systemctl status kubelet", CommandTier.READ),
            ),
            confidence=0.95,
            unseen="the services on the node" if silent else "",
        )
