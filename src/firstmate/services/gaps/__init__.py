"""Planned against actual against documented: where the site file, what runs, and what is written differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from firstmate.errors import ExitCode
from firstmate.probes.values import Verdict
from firstmate.services.gaps import documents, running
from firstmate.services.gaps.documents import Document
from firstmate.services.gaps.running import Runs, Seen
from firstmate.services.probing import Tools
from firstmate.services.verify import NO_PROBE, Report, Row, Which, verify
from firstmate.sites.values import Service, Site
from firstmate.text import plural

__all__ = ["Differences", "Gap", "Kind", "differences"]


class Kind(StrEnum):
    """How two of the three differ."""

    NOT_RUNNING = "declared, not running"
    OTHERWISE = "declared, and otherwise"
    NOT_DECLARED = "running, not declared"
    NOT_THERE = "documented, not there"
    NOT_DOCUMENTED = "running, not documented"
    STALE = "rendered, out of date"


@dataclass(frozen=True)
class Gap:
    """One difference: what it is about, where that is, and what was seen (untrusted text)."""

    kind: Kind
    what: str
    where: str
    detail: str = ""


@dataclass(frozen=True)
class Differences:
    """All of them, and what could not be looked at: there, nothing is called missing or unplanned."""

    gaps: tuple[Gap, ...]
    unseen: tuple[str, ...]
    services: int
    """That are due by now."""
    exit_code: ExitCode = field(init=False)

    def __post_init__(self) -> None:
        code = ExitCode.UNKNOWN if self.unseen else ExitCode.FINDINGS if self.gaps else ExitCode.OK
        object.__setattr__(self, "exit_code", code)


def differences(site: Site, folder: Path, tools: Tools, stale: Sequence[Path], claude_md: Path) -> Differences:
    """Look at everything. `folder`: of the site file; `stale`: what `firstmate render` would write."""
    report = verify(site, Which(everything=True), tools)
    seen = running.look(site, tools)
    pages, unread = documents.read(site, folder, claude_md)
    due = [service for service in site.services if _is_due(site, service)]
    rows = [row for row in report.rows if _matters(site, due, row)]
    gaps = [
        *_of_rows(rows, seen, due),
        *(Gap(Kind.NOT_DECLARED, each.name, each.place, each.image) for each in _undeclared(site, seen)),
        *(Gap(Kind.NOT_THERE, lost.what, lost.where, lost.why) for lost in documents.lost(site, folder, pages)),
        *_undocumented(report, due, pages),
        *(Gap(Kind.STALE, "what is rendered", str(path), "`firstmate render` writes it anew") for path in stale),
    ]
    order = list(Kind)
    unseen = (*_unknown(rows, seen, due), *seen.unseen, *unread)
    return Differences(
        tuple(sorted(gaps, key=lambda gap: order.index(gap.kind))), tuple(dict.fromkeys(unseen)), len(due)
    )


def _is_due(site: Site, service: Service) -> bool:
    return service.phase is None or site.phase is None or service.phase <= site.phase


def _matters(site: Site, due: Sequence[Service], row: Row) -> bool:
    """Of a service of a later phase nothing is expected yet."""
    return site.service(row.subject.name) is None or row.subject.name in {service.name for service in due}


def _of_rows(rows: Sequence[Row], seen: Seen, due: Sequence[Service]) -> Iterator[Gap]:
    for row in rows:
        told = (row.subject.name, row.where, row.outcome.detail)
        if row.outcome.verdict is Verdict.DOWN:
            yield Gap(Kind.NOT_RUNNING, *told)
        elif row.outcome.verdict is Verdict.WRONG:
            yield Gap(Kind.OTHERWISE, *told)
    for service in due:
        if not service.probes and seen.runs(service) is Runs.NO:
            yield Gap(Kind.NOT_RUNNING, service.name, service.node or service.namespace, "it is not among what runs")


def _unknown(rows: Sequence[Row], seen: Seen, due: Sequence[Service]) -> Iterator[str]:
    """What no probe could tell, unless it was found among what runs, or known not to be there."""
    known = {service.name for service in due if not service.probes and seen.runs(service) is not Runs.UNKNOWN}
    for row in rows:
        if row.outcome.verdict.is_unknown and not (row.outcome == NO_PROBE and row.subject.name in known):
            yield f"{row.subject.name}: {row.outcome.verdict} ({row.outcome.detail})"


def _undeclared(site: Site, seen: Seen) -> Iterator[running.Thing]:
    for thing in seen.things:
        if not any(thing.is_of(service) for service in site.services):
            yield thing


def _undocumented(report: Report, due: Sequence[Service], pages: Sequence[Document]) -> Iterator[Gap]:
    """Where nothing is written at all, that is said once."""
    up = {row.subject.name for row in report.rows if row.outcome.verdict.is_up}
    if up and not pages:
        yield Gap(Kind.NOT_DOCUMENTED, plural(len(up), "service"), "no page", "the site file lists none that is there")
    for service in due if pages else ():
        if service.name in up and not any(page.names(service) for page in pages):
            yield Gap(Kind.NOT_DOCUMENTED, service.name, service.node or service.namespace)
