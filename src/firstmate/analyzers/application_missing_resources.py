"""Resources that Git has are not in the cluster, and no sync failed: it was never synced, or they were deleted.

https://argo-cd.readthedocs.io/en/stable/operator-manual/health/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.gitops import Trouble, told, troubled
from firstmate.findings import Evidence, Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Resources of an Application are missing",
    severity=Severity.CRITICAL,
    meaning="Part of an application, or all of it, does not exist in the cluster.",
    found_by="The Application is OutOfSync, no sync runs or failed, and resources of it have the health Missing.",
    cure="Sync it; find out who deleted them.",
    source="https://argo-cd.readthedocs.io/en/stable/operator-manual/health/",
    needs=("applications",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an Application."""
    for found in troubled(facts, Trouble.MISSING):
        policy = found.app.spec.sync_policy
        by_itself = bool(policy and policy.automated)
        yield told(
            RULE,
            found,
            f"lacks {found.message} in the cluster{'' if by_itself else '; it is not synced by itself'}.",
            Evidence("status.sync.status", found.app.status.sync.status),
        )
