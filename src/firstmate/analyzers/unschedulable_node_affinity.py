"""A pod's required node affinity is met by no node.

https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#node-affinity
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change, look
from firstmate.facts.scheduling import Reason, verdicts
from firstmate.findings import Evidence, Finding, Rule, Severity
from firstmate.snapshot.objects import LabelRequirement, PodSpec

RULE = Rule(
    __name__,
    title="Required node affinity matches no node",
    severity=Severity.CRITICAL,
    meaning="Pods cannot start because no usable node meets their required node affinity.",
    found_by="A pod is unschedulable, and none of its required node affinity terms holds for a node that takes "
    "ordinary pods.",
    cure="Correct the affinity, or label the nodes that were meant.",
    source="https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#node-affinity",
    needs=("pods", "nodes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    for verdict in verdicts(facts, Reason.NODE_AFFINITY):
        asked = _affinity(verdict.pods[0].spec)
        yield RULE.finding(
            verdict.workload,
            f"{verdict.who} cannot be placed: its required node affinity ({asked}) matches no usable node.",
            evidence=(
                Evidence("spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution", asked),
                *verdict.evidence,
            ),
            remedies=(
                change(verdict.workload, "Correct or remove the node affinity in the pod template"),
                look("See which labels the nodes have", "kubectl get nodes --show-labels"),
            ),
            confidence=0.6 if verdict.unseen else 0.94,
            unseen=verdict.unseen,
        )


def _affinity(spec: PodSpec) -> str:
    """`disk In ssd,nvme and zone Exists, or …`, as a sentence takes it."""
    affinity = spec.affinity.node_affinity if spec.affinity else None
    terms = affinity.required.node_selector_terms if affinity and affinity.required else ()
    return ", or ".join(
        " and ".join(_requirement(r) for r in term.match_expressions + term.match_fields) for term in terms
    )


def _requirement(requirement: LabelRequirement) -> str:
    return f"{requirement.key} {requirement.operator} {','.join(requirement.values)}".strip()
