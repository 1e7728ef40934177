"""A node has no pod network: its network plugin (CNI) is not set up or does not run.

https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/network-plugins/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.machines import Fault, faults
from firstmate.findings import CommandTier, Finding, ObjectRef, Remedy, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="Node has no pod network",
    severity=Severity.CRITICAL,
    meaning="Pods on a node get no network, or the node is not ready because its network plugin is not.",
    found_by="The node's condition NetworkUnavailable is True, or its Ready condition says that the network plugin is "
    "not ready or not initialized.",
    cure="See that the network plugin's DaemonSet runs on the node and has configured /etc/cni/net.d.",
    source="https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/network-plugins/",
    role=Role.ROOT,
    needs=("nodes",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a node."""
    for node, shown, _ in faults(facts, Fault.NETWORK):
        name = node.metadata.name
        yield RULE.finding(
            ObjectRef.of("Node", node),
            f"Node {name} has no pod network: its network plugin is not set up or does not run.",
            evidence=(shown,),
            remedies=(
                Remedy(
                    "See which network pods run on the node.",
                    f"kubectl get pods -A -o wide --field-selector spec.nodeName={name}",
                    CommandTier.READ,
                ),
            ),
            confidence=0.93,
        )
