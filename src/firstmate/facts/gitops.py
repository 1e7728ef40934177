"""What keeps an Argo CD Application from being what Git says, in Argo CD's own words: one main reason for each.

Several conditions may tell of one failure (a ComparisonError, then a SyncError); the one nearest to its root counts.
Words are those of Argo CD 2.4 to 3.1. https://argo-cd.readthedocs.io/en/stable/user-guide/sync_options/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from firstmate.facts import Facts
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule
from firstmate.snapshot.objects import Application, AppOperationState, AppResource

SETTLING = timedelta(minutes=5)
"""Argo CD compares every three minutes, and health takes a while after a sync."""
FAILED = ("Failed", "Error")


class Trouble(StrEnum):
    """Why an Application is not what Git says."""

    PROJECT = "refused by its project"
    DESTINATION = "unknown destination"
    REPOSITORY = "repository cannot be read"
    CRD = "kind not known to the cluster"
    MANIFEST = "manifests cannot be made"
    SYNC = "sync failed"
    MISSING = "resources are missing"
    DRIFT = "differs from Git"


WORDS: tuple[tuple[Trouble, re.Pattern[str]], ...] = tuple(
    (trouble, re.compile(words, re.IGNORECASE))
    for trouble, words in (
        (
            Trouble.PROJECT,
            r"(is|are) not permitted in project|do(es)? not match any of the allowed|project \S+ which does not exist",
        ),
        (
            Trouble.DESTINATION,
            r"unable to find destination server|no clusters with this name|cluster \S+ has not been configured"
            r"|destination (server|name).*(missing|not found|invalid)|error getting cluster|failed to get cluster",
        ),
        (
            Trouble.REPOSITORY,
            r"repository not found|authentication (required|failed)|failed to (list refs|fetch|get git client|clone)"
            r"|could not (resolve host|read from remote)|unable to access|ssh: handshake failed|no such host"
            r"|unable to resolve '[^']*' to a commit|connection refused|i/o timeout|x509:|failed to fetch chart"
            r"|(error|failed).{0,40}(helm repo|index\.yaml)|401 unauthorized|403 forbidden|deadline ?exceeded",
        ),
        (
            Trouble.CRD,
            r"could not find the requested resource|no matches for kind|resource mapping not found"
            r"|Kubernetes API could not find \S+ for requested resource|ensure CRDs are installed|CRD is installed",
        ),
        (
            Trouble.MANIFEST,
            r"manifest generation error|failed to generate manifest|failed to load target state|app path does not exist"
            r"|(helm|kustomize|jsonnet)\S* .*failed|error (converting YAML|unmarshaling)",
        ),
    )
)
IN_SYNC = (Trouble.PROJECT, Trouble.CRD)
TOLD_IN = ("InvalidSpecError", "ComparisonError", "SyncError", "UnknownError", "DeletionError")


@dataclass(frozen=True)
class Troubled:
    """An Application, its main trouble, and what tells it."""

    app: Application
    trouble: Trouble
    where: str
    message: str

    @property
    def ref(self) -> ObjectRef:
        return ObjectRef.of("Application", self.app)


def troubled(facts: Facts, trouble: Trouble) -> Iterator[Troubled]:
    """Applications with that main trouble."""
    for app in facts.snapshot.applications:
        found = None if app.metadata.deletion_timestamp else _trouble(facts, app)
        if found and found.trouble is trouble:
            yield found


def _trouble(facts: Facts, app: Application) -> Troubled | None:
    found = [(_classify(where, text), where, text) for where, text in _complaints(app)]
    if found:
        order = list(Trouble)
        return Troubled(app, *min(found, key=lambda complaint: order.index(complaint[0])))
    return _difference(facts, app)


def _classify(where: str, text: str) -> Trouble:
    """A sync talks to the cluster, where "connection refused" means a webhook; a comparison talks to the repository."""
    is_sync = "SyncError" in where or "operationState" in where
    possible = IN_SYNC if is_sync and "ComparisonError" not in text else tuple(Trouble)
    known = (trouble for trouble, words in WORDS if trouble in possible and words.search(text))
    return next(known, Trouble.SYNC if is_sync else Trouble.MANIFEST)


def _complaints(app: Application) -> Iterator[tuple[str, str]]:
    """What Argo CD says is wrong, with its place: conditions, then the last operation unless it has been overcome."""
    for kind in TOLD_IN:
        for condition in app.status.conditions:
            if condition.type == kind and condition.message:
                yield f"status.conditions[{kind}]", condition.message
    operation = app.status.operation_state
    if operation and _is_failing(operation) and app.status.sync.status != "Synced":
        for resource in operation.sync_result.resources if operation.sync_result else ():
            if resource.status == "SyncFailed":
                where = f"status.operationState.syncResult {resource.kind}/{resource.namespace}/{resource.name}"
                yield where, resource.message
        yield "status.operationState.message", operation.message or operation.phase


def _is_failing(operation: AppOperationState) -> bool:
    return operation.phase in FAILED or (
        operation.phase == "Running" and "retrying attempt" in operation.message.lower()
    )


def _difference(facts: Facts, app: Application) -> Troubled | None:
    """Out of sync though nothing failed: Argo CD was not told to act, or acts and it comes back."""
    operation = app.status.operation_state
    busy = operation is not None and (
        operation.phase == "Running" or (operation.finished_at and facts.now - operation.finished_at < SETTLING)
    )
    if app.status.sync.status != "OutOfSync" or busy:
        return None
    missing = [r for r in app.status.resources if r.health and r.health.status == "Missing"]
    different = [r for r in app.status.resources if r.status == "OutOfSync"]
    if missing:
        return Troubled(app, Trouble.MISSING, "status.resources[].health", names(missing))
    return Troubled(app, Trouble.DRIFT, "status.resources[].status", names(different) or "OutOfSync")


def names(resources: list[AppResource]) -> str:
    """`Deployment/web, Service/web and 3 more`."""
    listed = [f"{r.kind}/{r.name}" for r in resources]
    return ", ".join(listed[:4]) + (f" and {len(listed) - 4} more" if len(listed) > 4 else "")


def unwell(app: Application, health: str) -> list[AppResource]:
    """The resources of an Application that Argo CD gives this health."""
    return [r for r in app.status.resources if r.health and r.health.status == health]


def source_text(app: Application) -> str:
    """Repository, path or chart, and revision."""
    source = app.spec.source or next(iter(app.spec.sources), None)
    if source is None:
        return "(none)"
    return " ".join(filter(None, (source.repo_url, source.path or source.chart, source.target_revision)))


def told(rule: Rule, found: Troubled, claim: str, *more: Evidence) -> Finding:
    """The finding of a rule about one trouble."""
    remedies = (
        Remedy("See what Argo CD says.", f"argocd app get {found.ref.name}", CommandTier.READ),
        Remedy("When the reason is gone, let it try again.", f"argocd app sync {found.ref.name}", CommandTier.SAFE),
    )
    return rule.finding(
        found.ref,
        f"Application {found.ref.name} {claim}",
        evidence=(Evidence(found.where, found.message), *more),
        remedies=remedies,
        confidence=0.93,
    )
