"""A namespace holds as many pods as its ResourceQuota allows, so further pods are refused.

https://kubernetes.io/docs/concepts/policy/resource-quotas/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.quotas import exhausted, is_pods, told
from firstmate.findings import Finding, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="Pod quota is used up",
    severity=Severity.CRITICAL,
    meaning="New pods are refused because the namespace may not hold more of them.",
    found_by="A controller is short of pods, the API server says 'exceeded quota', and the quota would still refuse.",
    cure="Remove pods that are not needed (finished Jobs do not count), scale something down, or raise the quota.",
    source="https://kubernetes.io/docs/concepts/policy/resource-quotas/",
    role=Role.ROOT,
    needs=("replicasets", "events", "resourcequotas"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a quota that refuses something now."""
    for found in exhausted(facts, is_pods):
        yield told(RULE, found)
