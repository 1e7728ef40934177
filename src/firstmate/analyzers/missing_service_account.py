"""A pod template names a ServiceAccount that does not exist: the API server refuses every pod of it.

https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.facts import Facts, WorkloadFacts
from firstmate.facts.cures import change
from firstmate.facts.refusals import Refused, refusals
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule, Severity

NAME = re.compile(r'serviceaccount "(?P<name>[^"]+)" not found', re.IGNORECASE)
RULE = Rule(
    __name__,
    title="ServiceAccount does not exist",
    severity=Severity.CRITICAL,
    meaning="No pod of the workload can be created, because the ServiceAccount that it runs as does not exist.",
    found_by="Creating pods fails with 'error looking up service account'; or a template names one that the "
    "namespace does not have.",
    cure="Create the ServiceAccount, or correct serviceAccountName.",
    source="https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
    needs=("pods", "serviceaccounts", "events"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    refused = {refusal.workload: refusal for refusal in refusals(facts, Refused.SERVICE_ACCOUNT)}
    for ref, refusal in refused.items():
        yield _finding(ref, _named(facts, ref, refusal.message), Evidence(refusal.where, refusal.message), now=True)
    for workload in facts.workloads.values():
        name = workload.template.spec.service_account_name
        if (
            name
            and workload.wanted
            and workload.ref not in refused
            and _is_unknown(facts, workload.ref.namespace, name)
        ):
            evidence = Evidence("spec.template.spec.serviceAccountName", name)
            yield _finding(workload.ref, name, evidence, now=_short(workload))


def _is_unknown(facts: Facts, namespace: str, name: str) -> bool:
    """Every namespace has at least the account `default`: where there is none, a file left them out."""
    accounts = facts.snapshot.serviceaccounts
    return bool(accounts.by_namespace.get(namespace)) and accounts.lacks(namespace, name)


def _short(workload: WorkloadFacts) -> bool:
    return len(workload.pods) < workload.wanted


def _named(facts: Facts, ref: ObjectRef, message: str) -> str:
    """The account's name, by the API server's words or the template."""
    match = NAME.search(message)
    workload = facts.workloads.get(ref)
    return match["name"] if match else workload.template.spec.service_account_name if workload else "it names"


def _finding(ref: ObjectRef, name: str, evidence: Evidence, *, now: bool) -> Finding:
    verb = "gets no pods" if now else "will get no new pods"
    return RULE.finding(
        ref,
        f"{ref.kind} {ref.name} {verb}: ServiceAccount {name} does not exist in namespace {ref.namespace}.",
        evidence=(evidence,),
        remedies=(
            Remedy(
                "Create it, with the roles that it needs (in Git, where the namespace comes from Git).",
                f"kubectl -n {ref.namespace} create serviceaccount {name}",
                CommandTier.RISKY,
                f"kubectl -n {ref.namespace} delete serviceaccount {name}",
            ),
            change(ref, "Or correct serviceAccountName in the pod template"),
        ),
        severity=Severity.CRITICAL if now else Severity.WARNING,
        confidence=0.97 if now else 0.85,
    )
