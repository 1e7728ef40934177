"""A pod must run beside pods that run nowhere it could go.

https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change
from firstmate.facts.labels import describe
from firstmate.facts.scheduling import Reason, verdicts
from firstmate.findings import Evidence, Finding, Rule, Severity
from firstmate.snapshot.objects import PodAffinityTerm, PodSpec

RULE = Rule(
    __name__,
    title="Required pod affinity cannot be met",
    severity=Severity.CRITICAL,
    meaning="Pods cannot start because the pods they must run beside are not there, or their nodes are full.",
    found_by="A pod is unschedulable, and the scheduler says of the nodes it could use that pod affinity rules fail.",
    cure="Start the pods that it wants to be near, or correct the affinity.",
    source="https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/",
    needs=("pods", "nodes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    for verdict in verdicts(facts, Reason.POD_AFFINITY):
        asked = ", ".join(f"{describe(t.label_selector)} per {t.topology_key}" for t in _terms(verdict.pods[0].spec))
        yield RULE.finding(
            verdict.workload,
            f"{verdict.who} cannot be placed: it must run beside pods with {asked or 'certain labels'}, and on no "
            "usable node it can.",
            evidence=(
                Evidence("spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution", asked),
                *verdict.evidence,
            ),
            remedies=(change(verdict.workload, "Correct the pod affinity, or make it preferred instead of required"),),
            confidence=0.85,
            unseen=verdict.unseen,
        )


def _terms(spec: PodSpec) -> tuple[PodAffinityTerm, ...]:
    near = spec.affinity.pod_affinity if spec.affinity else None
    return near.required if near else ()
