"""Two Applications claim one resource, or a namespace holds resources that no Application has.

https://argo-cd.readthedocs.io/en/stable/user-guide/orphaned-resources/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="Shared or orphaned resources",
    severity=Severity.INFO,
    meaning="Applications that share a resource overwrite each other; orphaned resources are kept by nobody.",
    found_by="A SharedResourceWarning, RepeatedResourceWarning or OrphanedResourceWarning condition.",
    cure="Give each resource to one Application; delete or adopt what is orphaned.",
    source="https://argo-cd.readthedocs.io/en/stable/user-guide/orphaned-resources/",
    role=Role.SYMPTOM,
    needs=("applications",),
)
WARNINGS = {
    "SharedResourceWarning": "shares resources with another Application",
    "RepeatedResourceWarning": "has the same resource twice",
    "OrphanedResourceWarning": "has orphaned resources in its namespace",
}


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an Application and kind of warning."""
    for app in facts.snapshot.applications:
        told = set()
        for condition in app.status.conditions:
            what = WARNINGS.get(condition.type)
            if what and what not in told and not app.metadata.deletion_timestamp:
                told.add(what)
                ref = ObjectRef.of("Application", app)
                yield RULE.finding(
                    ref,
                    f"Application {ref.name} {what}.",
                    evidence=(Evidence(f"status.conditions[{condition.type}]", condition.message),),
                    remedies=(Remedy("See which.", f"argocd app get {ref.name}", CommandTier.READ),),
                )
