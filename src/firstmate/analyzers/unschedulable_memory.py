"""No node has the memory that a pod requests: more than any node has, or more than is left.

https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.scheduling import Reason
from firstmate.facts.shortage import shortages
from firstmate.findings import Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="No node has the memory that a pod requests",
    severity=Severity.CRITICAL,
    meaning="Pods cannot start because their memory request is larger than what any usable node has left.",
    found_by='A pod is unschedulable, and the scheduler says "Insufficient memory" of the nodes it could use.',
    cure="Lower the request, free memory, or add a node.",
    source="https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
    needs=("pods", "nodes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    for shortage in shortages(facts, Reason.MEMORY):
        yield RULE.finding(
            shortage.verdict.workload,
            shortage.claim,
            evidence=shortage.evidence,
            remedies=shortage.remedies,
            confidence=0.95 if shortage.never else 0.88,
            unseen=shortage.verdict.unseen,
        )
