"""A manifest of an Application is of a kind that the cluster does not know: its CRD is not installed, or not yet.

https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#skip-dry-run-for-new-custom-resources-types
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.gitops import Trouble, told, troubled
from firstmate.findings import Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Kind of a manifest is not known to the cluster",
    severity=Severity.CRITICAL,
    meaning="A sync stops because a custom resource comes before the CustomResourceDefinition that makes its kind "
    "known.",
    found_by="A sync or comparison message: no matches for kind, or could not find the requested resource.",
    cure="Install the operator or chart that brings the CRD, first (sync wave), or use SkipDryRunOnMissingResource.",
    source="https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#skip-dry-run-for-new-custom-resources-types",
    needs=("applications",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an Application."""
    for found in troubled(facts, Trouble.CRD):
        yield told(
            RULE,
            found,
            "cannot be synced: it has a manifest of a kind that the cluster does not know.",
        )
