"""Pods break the Pod Security level of their namespace, so none is made.

https://kubernetes.io/docs/concepts/security/pod-security-admission/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change
from firstmate.facts.refusals import Refused, refusals
from firstmate.findings import Evidence, Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Pods break the Pod Security level of the namespace",
    severity=Severity.CRITICAL,
    meaning="The namespace enforces a Pod Security level (baseline or restricted) that the pod template does not meet.",
    found_by="A controller is short of pods and the refusal says 'violates PodSecurity' and which fields.",
    cure="Correct the securityContext in the manifest, or lower the namespace's pod-security.kubernetes.io/enforce "
    "label.",
    source="https://kubernetes.io/docs/concepts/security/pod-security-admission/",
    needs=("replicasets", "events"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    for refusal in refusals(facts, Refused.POD_SECURITY):
        workload = refusal.workload
        yield RULE.finding(
            workload,
            f"{workload.kind} {workload.name} gets no pod: its template breaks the Pod Security level that namespace "
            f"{workload.namespace} enforces.",
            evidence=(Evidence(refusal.where, refusal.message),),
            remedies=(change(workload, "Set the securityContext fields that the message names in the manifest"),),
            confidence=0.97,
        )
