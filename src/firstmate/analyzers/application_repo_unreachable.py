"""Argo CD cannot read the repository of an Application: address, credentials, revision, DNS or certificate.

https://argo-cd.readthedocs.io/en/stable/user-guide/private-repositories/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.gitops import Trouble, source_text, told, troubled
from firstmate.findings import Evidence, Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Repository cannot be read",
    severity=Severity.CRITICAL,
    meaning="What Git says is not known, so the Application can neither be compared nor synced; what runs goes on.",
    found_by="A condition or sync message that speaks of fetching, credentials, host names, certificates or an "
    "unknown revision.",
    cure="Check the repository's address and revision, its credentials in Argo CD, and that it can be reached from "
    "the cluster.",
    source="https://argo-cd.readthedocs.io/en/stable/user-guide/private-repositories/",
    needs=("applications",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an Application."""
    for found in troubled(facts, Trouble.REPOSITORY):
        yield told(
            RULE,
            found,
            f"cannot be compared with Git: its repository cannot be read ({source_text(found.app)}).",
            Evidence("spec.source", source_text(found.app)),
        )
