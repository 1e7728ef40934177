"""Argo CD finds an Application's resources broken: told with their names, and folded under whatever broke them.

https://argo-cd.readthedocs.io/en/stable/operator-manual/health/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.gitops import names, unwell
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="Application is degraded",
    severity=Severity.CRITICAL,
    meaning="At least one resource of the Application is broken, by Argo CD's own health checks.",
    found_by="The Application's health is Degraded.",
    cure="Look at the resources that it names.",
    source="https://argo-cd.readthedocs.io/en/stable/operator-manual/health/",
    role=Role.EFFECT,
    needs=("applications",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an Application."""
    for app in facts.snapshot.applications:
        if app.status.health.status != "Degraded" or app.metadata.deletion_timestamp:
            continue
        ref, broken = ObjectRef.of("Application", app), unwell(app, "Degraded")
        which = f": {names(broken)}" if broken else ""
        yield RULE.finding(
            ref,
            f"Application {ref.name} is degraded{which}.",
            evidence=(
                Evidence("status.health.status", app.status.health.status),
                *(
                    Evidence(f"health of {r.kind}/{r.namespace}/{r.name}", r.health.message)
                    for r in broken[:3]
                    if r.health and r.health.message
                ),
            ),
            remedies=(Remedy("See its resources.", f"argocd app get {ref.name}", CommandTier.READ),),
        )
