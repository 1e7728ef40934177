"""An Application differs from Git and nobody does anything about it: somebody changed the cluster, or Git, by hand.

https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.gitops import Trouble, Troubled, told, troubled
from firstmate.findings import Evidence, Finding, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="Application differs from Git",
    severity=Severity.WARNING,
    meaning="What runs is not what Git says; the next sync, or the next rebuild of the cluster, will change it.",
    found_by="The sync status is OutOfSync, no sync runs or has just ended, none failed, and nothing is missing.",
    cure="See the difference; sync, or bring into Git what was changed by hand.",
    source="https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/",
    role=Role.SYMPTOM,
    needs=("applications",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an Application."""
    for found in troubled(facts, Trouble.DRIFT):
        yield told(
            RULE,
            found,
            f"differs from Git in {found.message}{_why(found)}.",
            Evidence("status.sync.revision", found.app.status.sync.revision),
        )


def _why(found: Troubled) -> str:
    policy = found.app.spec.sync_policy
    automated = policy.automated if policy else None
    if automated is None:
        return "; it is not synced by itself"
    return "" if automated.self_heal else "; changes in the cluster are not undone by themselves (selfHeal is off)"
