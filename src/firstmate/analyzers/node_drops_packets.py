"""A node's network device drops what it receives: a bad cable or port, or more than the node can take.

https://runbooks.prometheus-operator.dev/runbooks/node/nodenetworkreceiveerrs/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import look
from firstmate.facts.measured import worst
from firstmate.findings import Evidence, Finding, Role, Rule, Severity
from firstmate.snapshot.queries import LOSS
from firstmate.snapshot.series import Metric

RULE = Rule(
    __name__,
    title="Node drops packets",
    severity=Severity.WARNING,
    meaning="Packets to a node are lost at its own device; whoever talks to it waits for repeats.",
    found_by="More than 1 % of the packets that a device received in 15 minutes were dropped or broken.",
    cure="Look at the cable, the switch port, the device's ring buffer and the node's load.",
    source="https://runbooks.prometheus-operator.dev/runbooks/node/nodenetworkreceiveerrs/",
    role=Role.SYMPTOM,
    needs=("series", "nodes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a node, of its worst device."""
    for level in worst(facts, Metric.RECEIVE_LOSS, "Node"):
        if level.value <= LOSS:
            continue
        name, device = level.ref.name, level.series.part
        yield RULE.finding(
            level.ref,
            f"Device {device} of node {name} drops {level.value:.1%} of the packets that it receives.",
            evidence=(Evidence(level.series.where, f"{level.value:.4f} of its packets"),),
            remedies=(
                look(
                    "Look at the errors that the node's devices count",
                    f"kubectl get --raw /api/v1/nodes/{name}/proxy/stats/summary",
                ),
            ),
            confidence=0.6,
            unseen="whether the packets were wanted: some drivers count what nobody asked for",
        )
