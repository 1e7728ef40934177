"""A controller cannot create pods for a reason that no other rule knows: its own words are told.

https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#failed-deployment
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change
from firstmate.facts.refusals import Refused, refusals
from firstmate.findings import Evidence, Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Pods cannot be created",
    severity=Severity.CRITICAL,
    meaning="The API server refuses the pods of a workload: an invalid field, a name too long, a missing priority "
    "class.",
    found_by="A controller is short of pods and its newest FailedCreate event, or its ReplicaFailure condition, says "
    "why.",
    cure="Correct what the message names.",
    source="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#failed-deployment",
    needs=("replicasets", "events"),
)
PASSING = ("object is being deleted", "because it is being terminated", "timed out", "etcdserver", "already exists")
"""Words of refusals that end by themselves."""


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    for refusal in refusals(facts, Refused.OTHER):
        if not any(words in refusal.message for words in PASSING):
            yield RULE.finding(
                refusal.workload,
                f"{refusal.workload.kind} {refusal.workload.name} gets no pod: the API server refuses it.",
                evidence=(Evidence(refusal.where, refusal.message),),
                remedies=(change(refusal.workload, "Correct what the message names in the manifest"),),
                confidence=0.85,
            )
