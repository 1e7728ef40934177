"""Node is short of memory: its kubelet reports MemoryPressure.

https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.machines import under_pressure
from firstmate.findings import Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Node is short of memory",
    severity=Severity.WARNING,
    meaning="A node has so little memory left that the kubelet evicts pods and takes no new ones without guarantees.",
    found_by="The node's condition MemoryPressure is True.",
    cure="Find the pods that use far more than they request; give them limits, or move them.",
    source="https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/",
    needs=("nodes",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a node."""
    yield from under_pressure(
        RULE,
        facts,
        "MemoryPressure",
        effect="the kubelet evicts pods and takes no best-effort ones",
        advice="Keep new pods off it while memory is freed.",
    )
