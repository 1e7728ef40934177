"""Anti-affinity keeps a pod off every node that is left: usually more replicas than nodes.

https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change
from firstmate.facts.labels import describe
from firstmate.facts.nodes import apart_from
from firstmate.facts.scheduling import Reason, verdicts
from firstmate.findings import Evidence, Finding, Rule, Severity
from firstmate.text import plural

RULE = Rule(
    __name__,
    title="Pod anti-affinity forbids every remaining node",
    severity=Severity.CRITICAL,
    meaning="Pods cannot start because a pod that they must not share a node with runs on every node they could use.",
    found_by="A pod is unschedulable, and the scheduler says of the nodes it could use that anti-affinity rules fail.",
    cure="Want fewer replicas, add a node, or make the anti-affinity preferred instead of required.",
    source="https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/",
    needs=("pods", "nodes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    for verdict in verdicts(facts, Reason.POD_ANTI_AFFINITY):
        asked = ", ".join(
            f"{describe(t.label_selector)} per {t.topology_key}" for t in apart_from(verdict.pods[0].spec)
        )
        usable = f" on the {plural(len(verdict.nodes), 'node')} that it could use" if verdict.nodes else ""
        yield RULE.finding(
            verdict.workload,
            f"{verdict.who} cannot be placed: anti-affinity ({asked or 'of the pods there'}) forbids to share{usable}.",
            evidence=(
                Evidence("spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution", asked),
                *verdict.evidence,
            ),
            remedies=(
                change(verdict.workload, "Make the anti-affinity preferred, or want no more replicas than nodes"),
            ),
            confidence=0.75 if verdict.unseen else 0.92,
            unseen=verdict.unseen,
        )
