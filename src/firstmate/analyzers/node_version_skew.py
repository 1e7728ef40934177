"""A kubelet's version is newer than the API server's, or more than three minor versions older: that is not supported.

https://kubernetes.io/releases/version-skew-policy/#kubelet
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="Kubelet version is too far from the API server's",
    severity=Severity.WARNING,
    meaning="Such a pair is not tested: pods may fail in odd ways, and the next upgrade will break it.",
    found_by="The kubelet's minor version is above the API server's, or more than three below it (two before 1.28).",
    cure="Upgrade the API server first, then the nodes, one minor version at a time.",
    source="https://kubernetes.io/releases/version-skew-policy/#kubelet",
    role=Role.SYMPTOM,
    needs=("nodes",),
)
VERSION = re.compile(r"v?1\.(\d+)")
WIDER_SINCE = 28


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a node."""
    server = _minor(facts.snapshot.identity.version)
    for node in facts.snapshot.nodes:
        kubelet = _minor(node.status.node_info.kubelet_version)
        if server is None or kubelet is None:
            continue
        allowed = 3 if server >= WIDER_SINCE else 2
        if kubelet > server or server - kubelet > allowed:
            relation = "newer than" if kubelet > server else f"{server - kubelet} minor versions behind"
            yield RULE.finding(
                ObjectRef.of("Node", node),
                f"The kubelet of node {node.metadata.name} is 1.{kubelet}, {relation} the API server, 1.{server}.",
                evidence=(
                    Evidence("status.nodeInfo.kubeletVersion", node.status.node_info.kubelet_version),
                    Evidence("version of the API server", facts.snapshot.identity.version),
                ),
                remedies=(Remedy("See all versions.", "kubectl get nodes", CommandTier.READ),),
                confidence=0.97,
            )


def _minor(version: str) -> int | None:
    match = VERSION.match(version)
    return int(match[1]) if match else None
