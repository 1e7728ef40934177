"""Nodes that are not well: what would run on them has to run elsewhere.

https://kubernetes.io/docs/concepts/architecture/nodes/#condition
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.preflight.case import Case, Said
from firstmate.preflight.values import Check, Miss, Weight

CHECK = Check(
    __name__,
    title="Every node is well",
    weight=Weight.WARNING,
    means="A node is not ready or under pressure; where no other node takes the pods, that is a blocker of its own "
    "(`node-closed`).",
)
CODES = (
    "container-runtime-down",
    "kubelet-down",
    "node-disk-pressure",
    "node-memory-pressure",
    "node-network-unavailable",
    "node-not-ready",
    "node-pid-pressure",
)


def check(case: Case) -> Iterator[Said]:
    """One miss a finding about a node."""
    for finding in case.findings:
        if finding.code in CODES and finding.object.kind == "Node":
            yield Miss(CHECK.code, CHECK.weight, finding.object, "", finding.claim.rstrip("."))
