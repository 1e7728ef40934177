"""The cluster that an Application should be deployed to is not known to Argo CD.

https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.gitops import Trouble, told, troubled
from firstmate.findings import Evidence, Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Destination cluster is not known",
    severity=Severity.CRITICAL,
    meaning="Argo CD has no cluster of that name or address, so it can neither compare nor sync.",
    found_by="A condition: no cluster with this name, not configured, or the destination is invalid.",
    cure="Register the cluster (`argocd cluster add`), or correct the destination.",
    source="https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters",
    needs=("applications",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an Application."""
    for found in troubled(facts, Trouble.DESTINATION):
        yield told(
            RULE,
            found,
            f"should go to {found.app.spec.destination.name or found.app.spec.destination.server}, which Argo CD "
            "does not know.",
            Evidence("spec.destination", found.app.spec.destination.name or found.app.spec.destination.server),
        )
