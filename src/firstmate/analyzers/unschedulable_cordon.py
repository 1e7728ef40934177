"""Every node that a pod could use is cordoned: after an upgrade or a drain, somebody forgot to open them again.

A control-plane node that never takes ordinary pods does not count.
https://kubernetes.io/docs/concepts/nodes/node/#manual-node-administration
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.scheduling import Reason, verdicts
from firstmate.findings import CommandTier, Evidence, Finding, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="Pods wait because nodes are cordoned",
    severity=Severity.CRITICAL,
    meaning="Pods cannot start because the nodes they could use are closed to new pods.",
    found_by="A pod is unschedulable, and the nodes that it asks for and that would have room are all cordoned.",
    cure="Uncordon the nodes when their maintenance is over.",
    source="https://kubernetes.io/docs/concepts/architecture/nodes/#manual-node-administration",
    needs=("pods", "nodes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    for verdict in verdicts(facts, Reason.CORDON):
        which = f": {verdict.names}" if verdict.nodes else ""
        yield RULE.finding(
            verdict.workload,
            f"{verdict.who} cannot be placed, because the nodes it could use are cordoned{which}.",
            evidence=verdict.evidence
            + tuple(Evidence(f"Node {n.metadata.name} spec.unschedulable", "true") for n in verdict.nodes[:4]),
            remedies=tuple(
                Remedy(
                    f"Open {n.metadata.name} again, when its maintenance is over.",
                    f"kubectl uncordon {n.metadata.name}",
                    CommandTier.SAFE,
                    f"kubectl cordon {n.metadata.name}",
                )
                for n in verdict.nodes[:3]
            ),
            confidence=0.6 if verdict.unseen else 0.93,
            unseen=verdict.unseen,
        )
