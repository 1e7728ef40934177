"""What changed between two snapshots: incidents that came, went or stayed, and objects added, removed or altered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from firstmate.findings import ObjectRef
from firstmate.incidents import Incident
from firstmate.services.diagnose import Report, diagnose
from firstmate.snapshot import Snapshot
from firstmate.snapshot.kinds import KINDS
from firstmate.snapshot.objects import Object

RESTLESS = ("events", "leases", "endpoints", "endpointslices", "pods", "replicasets")
"""Kinds that change by themselves: their turnover is the controllers' work, not somebody's change."""


@dataclass(frozen=True)
class Changed:
    """Incidents of two reports: an incident is the same when its code and object are."""

    came: tuple[Incident, ...]
    went: tuple[Incident, ...]
    stayed: tuple[Incident, ...]


@dataclass(frozen=True)
class Comparison:
    """Before against after. Objects of a kind are compared only where both snapshots have read it whole."""

    before: datetime
    after: datetime
    same_cluster: bool
    incidents: Changed
    added: tuple[ObjectRef, ...]
    removed: tuple[ObjectRef, ...]
    altered: tuple[ObjectRef, ...]
    not_compared: tuple[str, ...]


def compare(before: Snapshot, after: Snapshot) -> Comparison:
    """Judge both and tell the difference."""
    incidents = changed(diagnose(before), diagnose(after))
    added: list[ObjectRef] = []
    removed: list[ObjectRef] = []
    altered: list[ObjectRef] = []
    skipped: list[str] = []
    for kind in KINDS:
        if kind.plural in RESTLESS:
            continue
        was, now = before.listing(kind.plural), after.listing(kind.plural)
        if was.missing or now.missing:
            skipped.append(kind.source)
            continue
        had = {ObjectRef.of(kind.kind, o): _essence(o) for o in was}
        has = {ObjectRef.of(kind.kind, o): _essence(o) for o in now}
        added += sorted(has.keys() - had.keys())
        removed += sorted(had.keys() - has.keys())
        altered += sorted(ref for ref in had.keys() & has.keys() if had[ref] != has[ref])
    return Comparison(
        before.taken_at,
        after.taken_at,
        before.identity.uid == after.identity.uid,
        incidents,
        tuple(added),
        tuple(removed),
        tuple(altered),
        tuple(skipped),
    )


def changed(before: Report, after: Report) -> Changed:
    """Which incidents came, went and stayed."""
    old, new = _by_key(before), _by_key(after)
    return Changed(
        tuple(incident for key, incident in new.items() if key not in old),
        tuple(incident for key, incident in old.items() if key not in new),
        tuple(incident for key, incident in new.items() if key in old),
    )


def _by_key(report: Report) -> dict[tuple[str, ObjectRef], Incident]:
    return {(incident.cause.code, incident.cause.object): incident for incident in report.incidents}


def _essence(obj: Object) -> tuple[object, ...]:
    """What somebody wrote, without what the cluster reports: spec, labels, keys."""
    return (obj.metadata.labels, getattr(obj, "spec", None), getattr(obj, "keys", None))
