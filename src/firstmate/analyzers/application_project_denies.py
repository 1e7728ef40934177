"""The AppProject of an Application does not allow its repository, its destination or one of its kinds.

https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.gitops import Trouble, told, troubled
from firstmate.findings import Evidence, Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Project does not allow it",
    severity=Severity.CRITICAL,
    meaning="Argo CD refuses to sync what the project of the Application does not permit.",
    found_by="A condition or message: not permitted in project, no allowed destination matches, or the project does "
    "not exist.",
    cure="Allow it in the AppProject (sourceRepos, destinations, resource lists), or correct the Application.",
    source="https://argo-cd.readthedocs.io/en/stable/user-guide/projects/",
    needs=("applications",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an Application."""
    for found in troubled(facts, Trouble.PROJECT):
        yield told(
            RULE,
            found,
            f"is refused by its project {found.app.spec.project}.",
            Evidence("spec.project", found.app.spec.project),
        )
