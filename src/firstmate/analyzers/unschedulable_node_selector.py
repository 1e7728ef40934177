"""A pod's nodeSelector asks for labels that no node has.

The scheduler has one sentence for nodeSelector and node affinity; the nodes' labels tell which it is.
https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodeselector
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change, look
from firstmate.facts.labels import selector_text
from firstmate.facts.scheduling import Reason, Verdict, verdicts
from firstmate.findings import Evidence, Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="nodeSelector matches no node",
    severity=Severity.CRITICAL,
    meaning="Pods cannot start because they ask for node labels that no usable node has.",
    found_by="A pod is unschedulable, and no node that takes ordinary pods has the labels of its nodeSelector.",
    cure="Correct the nodeSelector, or label the nodes that were meant.",
    source="https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodeselector",
    needs=("pods", "nodes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    for verdict in verdicts(facts, Reason.NODE_SELECTOR):
        selector = verdict.pods[0].spec.node_selector
        asked = selector_text(selector)
        yield RULE.finding(
            verdict.workload,
            f"{verdict.who} cannot be placed: its nodeSelector {asked} matches no usable node.",
            evidence=(Evidence("spec.nodeSelector", asked), *verdict.evidence, *_offered(verdict)),
            remedies=(
                change(verdict.workload, "Correct or remove the nodeSelector in the pod template"),
                look("See which labels the nodes have", "kubectl get nodes --show-labels"),
            ),
            confidence=0.7 if verdict.unseen else 0.95,
            unseen=verdict.unseen,
        )


def _offered(verdict: Verdict) -> Iterator[Evidence]:
    """What the nodes have under the keys that are asked for."""
    for key in sorted(verdict.pods[0].spec.node_selector):
        values = sorted({n.metadata.labels[key] for n in verdict.nodes if key in n.metadata.labels})
        yield Evidence(f"nodes' label {key}", ", ".join(values[:5]) or "on no node")
