"""An admission webhook or policy denies pods, or cannot be asked, so none is made.

https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import change, look
from firstmate.facts.refusals import Refusal, Refused, refusals
from firstmate.findings import Evidence, Finding, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="An admission webhook refuses pods",
    severity=Severity.CRITICAL,
    meaning="A policy denies the pods of a workload, or the webhook that should judge them does not answer.",
    found_by="A controller is short of pods and the refusal says 'admission webhook … denied' or 'failed calling "
    "webhook'.",
    cure="Meet the policy in the manifest, or bring the webhook's own workload back.",
    source="https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/",
    needs=("replicasets", "events"),
)
NAME = re.compile(r"(?:admission webhook|failed calling webhook|ValidatingAdmissionPolicy) [\"']([^\"']+)[\"']")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    for refusal in refusals(facts, Refused.WEBHOOK):
        match = NAME.search(refusal.message)
        webhook = match[1] if match else "unnamed"
        silent = "failed calling webhook" in refusal.message
        what = f"webhook {webhook} does not answer" if silent else f"{webhook} denies it"
        yield RULE.finding(
            refusal.workload,
            f"{refusal.workload.kind} {refusal.workload.name} gets no pod: {what}.",
            evidence=(Evidence(refusal.where, refusal.message),),
            remedies=(_remedy(refusal, silent),),
            confidence=0.9 if silent else 0.97,
        )


def _remedy(refusal: Refusal, silent: bool) -> Remedy:
    if not silent:
        return change(refusal.workload, "Meet the policy in the manifest")
    return look(
        "Find the Service behind the webhook and why its pods do not answer; excepting the namespace in the "
        "webhook's namespaceSelector lets pods through meanwhile",
        "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations -o yaml",
    )
