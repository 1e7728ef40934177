"""The manifests of an Application cannot be made: a wrong path, a template that fails, YAML that is none.

https://argo-cd.readthedocs.io/en/stable/user-guide/application_sources/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.gitops import Trouble, source_text, told, troubled
from firstmate.findings import Evidence, Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Manifests cannot be made from Git",
    severity=Severity.CRITICAL,
    meaning="Argo CD cannot work out what should run, so nothing of it is compared or synced; what runs goes on.",
    found_by="A ComparisonError about generating manifests, Helm, Kustomize or a path that does not exist.",
    cure="Make the manifests locally with the same tool and version (`helm template`, `kustomize build`), and "
    "correct them in Git.",
    source="https://argo-cd.readthedocs.io/en/stable/user-guide/application_sources/",
    needs=("applications",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an Application."""
    for found in troubled(facts, Trouble.MANIFEST):
        yield told(
            RULE,
            found,
            f"cannot be compared with Git: its manifests cannot be made ({source_text(found.app)}).",
            Evidence("spec.source", source_text(found.app)),
        )
