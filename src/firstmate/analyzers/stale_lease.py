"""A node says that it is ready, and has not renewed its lease: it has just died, or nobody judges it.

https://kubernetes.io/docs/concepts/architecture/leases/#node-heart-beats
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts, node_ready
from firstmate.facts.machines import NODE_LEASES, overdue
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="Node does not renew its lease",
    severity=Severity.WARNING,
    meaning="A node's heartbeat has stopped while its last report still says ready; it will be told not ready soon, or "
    "whoever judges that (the controller manager) is down.",
    found_by="A lease in kube-node-lease that is minutes older than the newest one, of a node that reports ready.",
    cure="Look at the node, and at the controller manager.",
    source="https://kubernetes.io/docs/concepts/architecture/leases/#node-heart-beats",
    needs=("nodes", "leases"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a node."""
    leases = facts.snapshot.listing("leases")
    for node in facts.snapshot.nodes:
        silent = overdue(facts, leases.get(NODE_LEASES, node.metadata.name))
        if silent and node_ready(node):
            yield RULE.finding(
                ObjectRef.of("Node", node),
                f"Node {node.metadata.name} says ready, but renewed its lease {silent.total_seconds():.0f} s ago.",
                evidence=(Evidence(f"spec.renewTime of Lease {NODE_LEASES}/{node.metadata.name}", f"{silent} ago"),),
                remedies=(Remedy("See the heartbeats.", f"kubectl -n {NODE_LEASES} get leases", CommandTier.READ),),
                confidence=0.8,
            )
