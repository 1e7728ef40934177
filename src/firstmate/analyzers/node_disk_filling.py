"""A node's filesystem is nearly full, or will be within a day if it goes on like this: then pods are evicted.

https://runbooks.prometheus-operator.dev/runbooks/node/nodefilesystemspacefillingup/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import look
from firstmate.facts.room import filling
from firstmate.findings import Finding, Role, Rule, Severity
from firstmate.snapshot.queries import NODE_FULL, NODE_HOURS

SOON = 4
RULE = Rule(
    __name__,
    title="Disk of a node fills up",
    severity=Severity.WARNING,
    meaning="A node's disk is or will be full: the kubelet then deletes images and evicts pods, and nothing can write.",
    found_by="Less than 5 % of a filesystem is free; or less than 40 %, and going by six hours none in 24 hours.",
    cure="Find what grows (images, logs, emptyDir volumes, local volumes) and delete or move it.",
    source="https://runbooks.prometheus-operator.dev/runbooks/node/nodefilesystemspacefillingup/",
    role=Role.SYMPTOM,
    needs=("series", "nodes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a node, of its fullest filesystem; critical when there are hours left, or none."""
    for room in filling(facts, "Node", NODE_FULL, NODE_HOURS):
        yield RULE.finding(
            room.ref,
            f"Filesystem {room.part} of node {room.ref.name} {room.words}.",
            evidence=room.evidence,
            remedies=(
                look(
                    "See what its pods use",
                    f"kubectl get --raw /api/v1/nodes/{room.ref.name}/proxy/stats/summary",
                ),
            ),
            severity=Severity.CRITICAL if room.ends_within(SOON) else Severity.WARNING,
            confidence=0.9 if room.free else 0.6,
            unseen="" if room.free else "whether it goes on like this",
        )
