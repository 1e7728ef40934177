"""A hard topology spread constraint leaves no node: too few zones or nodes, or nodes without the label.

https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change
from firstmate.facts.scheduling import Reason, verdicts
from firstmate.findings import Evidence, Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Topology spread constraint cannot be met",
    severity=Severity.CRITICAL,
    meaning="Pods cannot start because every usable node would spread them less evenly than the workload demands.",
    found_by="A pod is unschedulable, and the scheduler says of the nodes it could use that they do not match its "
    "topology spread constraints.",
    cure="Set whenUnsatisfiable to ScheduleAnyway, raise maxSkew, or label the nodes with the topology key.",
    source="https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/",
    needs=("pods", "nodes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    for verdict in verdicts(facts, Reason.TOPOLOGY_SPREAD):
        hard = [c for c in verdict.pods[0].spec.topology_spread_constraints if c.when_unsatisfiable == "DoNotSchedule"]
        asked = ", ".join(f"at most {c.max_skew} apart per {c.topology_key}" for c in hard)
        bare = [
            f"Node {n.metadata.name} has no label {c.topology_key}"
            for c in hard
            for n in verdict.nodes
            if c.topology_key not in n.metadata.labels
        ]
        yield RULE.finding(
            verdict.workload,
            f"{verdict.who} cannot be placed: its topology spread constraint ({asked}) allows no usable node.",
            evidence=(
                Evidence("spec.topologySpreadConstraints", asked),
                *verdict.evidence,
                *(Evidence("metadata.labels", text) for text in bare[:3]),
            ),
            remedies=(change(verdict.workload, "Set whenUnsatisfiable: ScheduleAnyway, or raise maxSkew"),),
            confidence=0.92,
            unseen=verdict.unseen,
        )
