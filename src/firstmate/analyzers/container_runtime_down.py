"""A node's container runtime does not run or does not answer: nothing can start, stop or be probed there.

https://kubernetes.io/docs/setup/production-environment/container-runtimes/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.machines import Fault, faults
from firstmate.findings import CommandTier, Finding, ObjectRef, Remedy, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="Container runtime is down",
    severity=Severity.CRITICAL,
    meaning="containerd, CRI-O or Docker on a node is stopped or hangs, so the kubelet can do nothing there.",
    found_by="The runtime's system service does not run; or the node's Ready condition says that the runtime is down "
    "or that the PLEG is not healthy.",
    cure="Start the runtime's service on the node; read its journal; look for a full disk.",
    source="https://kubernetes.io/docs/setup/production-environment/container-runtimes/",
    role=Role.ROOT,
    needs=("nodes", "node services"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a node."""
    for node, shown, by_service in faults(facts, Fault.RUNTIME):
        name = node.metadata.name
        runtime = node.status.node_info.container_runtime_version.partition(":")[0] or "containerd"
        yield RULE.finding(
            ObjectRef.of("Node", node),
            f"The container runtime of node {name} ({runtime}) is down; {len(facts.pods_on(name))} pods are on it.",
            evidence=(shown,),
            remedies=(
                Remedy("Read why it ended.", f"ssh {name} journalctl -u {runtime} -n 50", CommandTier.READ),
                Remedy("Start it.", f"ssh {name} sudo systemctl start {runtime}", CommandTier.RISKY),
            ),
            confidence=0.97 if by_service else 0.9,
        )
