"""An Application has been synced a while ago and its resources are still not there.

https://argo-cd.readthedocs.io/en/stable/operator-manual/health/
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from firstmate.facts import Facts
from firstmate.facts.gitops import names, unwell
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="Application does not get ready",
    severity=Severity.WARNING,
    meaning="Resources of the Application are still starting, long after its last sync.",
    found_by="The Application's health is Progressing, a quarter of an hour after its last sync ended.",
    cure="Look at the resources that it names.",
    source="https://argo-cd.readthedocs.io/en/stable/operator-manual/health/",
    role=Role.EFFECT,
    needs=("applications",),
)
PATIENCE = timedelta(minutes=15)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an Application."""
    for app in facts.snapshot.applications:
        operation = app.status.operation_state
        ended = operation.finished_at if operation else None
        progressing = app.status.health.status == "Progressing" and not app.metadata.deletion_timestamp
        if not progressing or ended is None or facts.now - ended < PATIENCE:
            continue
        ref, waiting = ObjectRef.of("Application", app), unwell(app, "Progressing")
        minutes = int((facts.now - ended).total_seconds() // 60)
        which = f": {names(waiting)}" if waiting else ""
        yield RULE.finding(
            ref,
            f"Application {ref.name} is still progressing {minutes} minutes after its last sync{which}.",
            evidence=(
                Evidence("status.health.status", "Progressing"),
                Evidence("status.operationState.finishedAt", f"{ended:%Y-%m-%dT%H:%M:%SZ}"),
            ),
            remedies=(Remedy("See its resources.", f"argocd app get {ref.name}", CommandTier.READ),),
        )
