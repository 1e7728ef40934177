"""From a snapshot to a report: apply every rule, fold the findings, keep what could not be seen in sight."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from firstmate.analyzers import analyzers
from firstmate.errors import ExitCode
from firstmate.facts import Facts
from firstmate.findings import Severity
from firstmate.incidents import Incident, fold
from firstmate.sites.values import Suppression
from firstmate.snapshot import Identity, Snapshot
from firstmate.snapshot.kinds import MATTERS
from firstmate.snapshot.listing import Missing, Why


@dataclass(frozen=True)
class Counts:
    """How much was looked at."""

    nodes: int
    pods: int
    namespaces: int


@dataclass(frozen=True)
class Report:
    """The answer to "what is wrong": incidents ranked, and every source that could not be read."""

    taken_at: datetime
    identity: Identity
    namespace: str
    counts: Counts
    incidents: tuple[Incident, ...]
    unreadable: dict[str, Missing]
    """Sources that matter and failed: with one of them, nothing is called healthy."""
    not_examined: dict[str, Missing]
    """The rest of what was not read: not served here, not asked for, or of no weight."""
    suppressed: tuple[Incident, ...] = ()
    """Incidents that the site's suppressions cover: counted in sight, not told again."""

    @property
    def partial(self) -> bool:
        """A file holds only what somebody put into it: what matters and was not in it was not judged."""
        return any(m.why is Why.NOT_READ and s in MATTERS for s, m in self.not_examined.items())

    @property
    def exit_code(self) -> ExitCode:
        """3 beats 1: not knowing is told before what is known to be wrong."""
        if self.unreadable:
            return ExitCode.UNKNOWN
        serious = any(i.severity >= Severity.WARNING for i in self.incidents)
        return ExitCode.FINDINGS if serious else ExitCode.OK


@dataclass(frozen=True)
class Filter:
    """What is told, decided after folding: some codes only, a least severity, and not what the site suppresses."""

    only: Collection[str] = ()
    least: Severity = Severity.INFO
    suppressions: tuple[Suppression, ...] = ()

    def admits(self, incident: Incident) -> bool:
        return incident.severity >= self.least and (not self.only or incident.cause.code in self.only)

    def suppresses(self, incident: Incident, today: date) -> bool:
        return any(s.covers(incident.cause.code, incident.cause.object, today) for s in self.suppressions)


def diagnose(snapshot: Snapshot, wanted: Filter = Filter()) -> Report:
    """Judge a snapshot."""
    facts = Facts(snapshot)
    findings = [finding for analyzer in analyzers() for finding in analyzer.check(facts)]
    incidents = fold(facts, findings)
    suppressed = tuple(i for i in incidents if wanted.suppresses(i, snapshot.taken_at.date()))
    shown = tuple(i for i in incidents if i not in suppressed and wanted.admits(i))
    unreadable = dict(snapshot.unreadable)
    if not len(snapshot.pods) and "pods" in snapshot.missing:
        unreadable["pods"] = snapshot.missing["pods"]
    return Report(
        snapshot.taken_at,
        snapshot.identity,
        snapshot.namespace,
        Counts(len(snapshot.nodes), len(snapshot.pods), len(snapshot.pods.by_namespace)),
        shown,
        unreadable,
        {source: missing for source, missing in snapshot.missing.items() if source not in unreadable},
        suppressed,
    )
