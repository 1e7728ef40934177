"""The kubelet of a node does not run: its pods go on for a while, but nobody watches, probes or replaces them.

https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.machines import Fault, faults
from firstmate.facts.pods import condition
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="Kubelet is down",
    severity=Severity.CRITICAL,
    meaning="The kubelet of a node is stopped, so the node stops reporting and its pods are given up.",
    found_by="The kubelet's system service (or k3s, k0s) does not run on the node, and its container runtime does.",
    cure="Start the service on the node and read its journal: a wrong flag, swap, an expired certificate, a full disk.",
    source="https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet/",
    role=Role.ROOT,
    needs=("nodes", "node services"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a node."""
    for node, shown, _ in faults(facts, Fault.KUBELET):
        name, unit = node.metadata.name, shown.where.split()[1]
        ready = condition(node.status.conditions, "Ready")
        yield RULE.finding(
            ObjectRef.of("Node", node),
            f"The kubelet of node {name} does not run; {len(facts.pods_on(name))} pods are on it.",
            evidence=(shown, Evidence("status.conditions[Ready]", f"{ready.status}: {ready.message}")),
            remedies=(
                Remedy("Read why it ended.", f"ssh {name} journalctl -u {unit} -n 50", CommandTier.READ),
                Remedy("Start it.", f"ssh {name} sudo systemctl start {unit}", CommandTier.RISKY),
            ),
            confidence=0.97,
        )
