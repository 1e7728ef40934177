"""A NetworkPolicy selects no pods, so what it should keep out (or in) is not kept.

https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import edit
from firstmate.facts.labels import describe
from firstmate.facts.selections import picks_nothing
from firstmate.findings import Evidence, Finding, ObjectRef, Rule, Severity

RULE = Rule(
    __name__,
    title="A network policy selects no pods",
    severity=Severity.INFO,
    meaning="It does nothing: it is a left-over, or misses the pods that it should protect or let through.",
    found_by="No pod, workload, Job or CronJob of the namespace carries the labels of the podSelector.",
    cure="Make the podSelector and the labels of the pods agree, or delete the policy.",
    source="https://kubernetes.io/docs/concepts/services-networking/network-policies/",
    needs=("networkpolicies", "pods", "deployments", "statefulsets", "daemonsets", "jobs", "cronjobs"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a policy."""
    for policy in facts.snapshot.networkpolicies:
        if picks_nothing(facts, policy, policy.spec.pod_selector):
            ref, wanted = ObjectRef.of("NetworkPolicy", policy), describe(policy.spec.pod_selector)
            yield RULE.finding(
                ref,
                f"NetworkPolicy {ref.name} selects {wanted}, which no pod of namespace {ref.namespace} has.",
                evidence=(Evidence("spec.podSelector", wanted),),
                remedies=(edit(ref, "Set the podSelector to labels that the pods have"),),
                confidence=0.8,
            )
