"""Node runs out of process numbers: its kubelet reports PIDPressure.

https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.machines import under_pressure
from firstmate.findings import Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Node runs out of process numbers",
    severity=Severity.WARNING,
    meaning="A node has nearly as many processes as it may have; soon nothing can start there.",
    found_by="The node's condition PIDPressure is True.",
    cure="Find the pod that starts processes without end; set podPidsLimit.",
    source="https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/",
    needs=("nodes",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a node."""
    yield from under_pressure(
        RULE,
        facts,
        "PIDPressure",
        effect="the kubelet evicts pods, and soon nothing can start",
        advice="Keep new pods off it while processes end.",
    )
