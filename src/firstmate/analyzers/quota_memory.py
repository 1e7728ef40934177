"""A namespace has used up the memory that its ResourceQuota allows, so further pods are refused.

https://kubernetes.io/docs/concepts/policy/resource-quotas/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.quotas import exhausted, is_memory, told
from firstmate.findings import Finding, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="Memory quota is used up",
    severity=Severity.CRITICAL,
    meaning="New pods are refused because the namespace may not request (or be limited to) more memory.",
    found_by="A controller is short of pods, the API server says 'exceeded quota', and the quota would still refuse.",
    cure="Lower the memory requests of what runs there, remove what is not needed, or raise the quota.",
    source="https://kubernetes.io/docs/concepts/policy/resource-quotas/",
    role=Role.ROOT,
    needs=("replicasets", "events", "resourcequotas"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a quota that refuses something now."""
    for found in exhausted(facts, is_memory):
        yield told(RULE, found)
