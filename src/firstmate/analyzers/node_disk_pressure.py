"""Node is short of disk: its kubelet reports DiskPressure.

https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.machines import under_pressure
from firstmate.findings import Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Node is short of disk",
    severity=Severity.WARNING,
    meaning="A node's disk is nearly full: the kubelet deletes images, evicts pods and takes no new ones.",
    found_by="The node's condition DiskPressure is True.",
    cure="Delete what fills the disk: images, logs, emptyDir volumes, journal.",
    source="https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/",
    needs=("nodes",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a node."""
    yield from under_pressure(
        RULE,
        facts,
        "DiskPressure",
        effect="the kubelet deletes images, evicts pods and takes no new ones",
        advice="Keep new pods off it while the disk is cleaned.",
    )
