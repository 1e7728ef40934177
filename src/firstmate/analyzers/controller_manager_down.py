"""Controller manager is down: nothing is replaced, scaled or rolled out.

https://kubernetes.io/docs/concepts/architecture/#control-plane-components
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.control_plane import stopped, told
from firstmate.findings import Finding, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="Controller manager is down",
    severity=Severity.CRITICAL,
    meaning="Nobody makes pods for workloads, replaces those of dead nodes, fills endpoints or issues tokens.",
    found_by="Neither a system service nor a pod of it runs; or, where neither can be seen, its leader "
    "has not renewed its lease for minutes.",
    cure="Start it on the control-plane node and read its log: certificates, flags, the API server's address.",
    source="https://kubernetes.io/docs/concepts/architecture/#control-plane-components",
    role=Role.ROOT,
    needs=("pods", "leases", "node services"),
)
COMPONENT = "kube-controller-manager"


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an instance, when none is left."""
    for found in stopped(facts, COMPONENT):
        yield told(RULE, found, COMPONENT, "nothing is replaced, scaled or rolled out")
