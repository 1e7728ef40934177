"""Pods ask for more or less than the namespace's LimitRange allows, so none is made.

https://kubernetes.io/docs/concepts/policy/limit-range/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change
from firstmate.facts.refusals import Refused, refusals
from firstmate.findings import Evidence, Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Pods break the namespace's LimitRange",
    severity=Severity.CRITICAL,
    meaning="The API server refuses the pods because a request or limit is outside the bounds of a LimitRange.",
    found_by="A controller is short of pods and the refusal says maximum, minimum or ratio 'usage per Container'.",
    cure="Correct the requests and limits in the manifest, or the LimitRange.",
    source="https://kubernetes.io/docs/concepts/policy/limit-range/",
    needs=("replicasets", "events"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    for refusal in refusals(facts, Refused.LIMIT_RANGE):
        workload = refusal.workload
        yield RULE.finding(
            workload,
            f"{workload.kind} {workload.name} gets no pod: its requests or limits are outside the LimitRange of "
            f"namespace {workload.namespace}.",
            evidence=(Evidence(refusal.where, refusal.message),),
            remedies=(change(workload, "Bring the requests and limits within the LimitRange in the manifest"),),
            confidence=0.97,
        )
