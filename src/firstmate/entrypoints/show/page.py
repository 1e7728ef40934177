"""The report for people in a terminal: causes first, what could not be read in plain sight."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from firstmate.entrypoints.show.words import chain, effects, headline, name, sure, unread
from firstmate.findings import CommandTier, Remedy, Severity
from firstmate.incidents import Incident
from firstmate.services.compare import Changed
from firstmate.services.diagnose import Report
from firstmate.text import plain, plural

COLOURS = {Severity.CRITICAL: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
TIERS = {
    CommandTier.READ: "green",
    CommandTier.SAFE: "green",
    CommandTier.RISKY: "yellow",
    CommandTier.FORBIDDEN: "red",
}
MOST = 12


def print_page(report: Report, console: Console) -> None:
    """Print the report."""
    good = not report.incidents and not report.unreadable
    console.print(Text(headline(report), style="bold green" if good else "bold"))
    for source, missing in report.unreadable.items():
        console.print(Text(f"  ? not read: {unread(source, missing)}", style="magenta"))
    for incident in report.incidents[:MOST]:
        console.print(_panel(incident))
    if len(report.incidents) > MOST:
        console.print(Text(f"… and {plural(len(report.incidents) - MOST, 'more incident')}: see --json."))
    _print_unexamined(report, console)
    if report.incidents:
        console.print(Text(f"Next: firstmate explain {report.incidents[0].cause.code}", style="dim"))


def print_changed(changed: Changed, console: Console) -> None:
    """One line for each incident that came, went or stayed."""
    for mark, style, incidents in (
        ("came", "red", changed.came),
        ("went", "green", changed.went),
        ("still", "yellow", changed.stayed),
    ):
        for incident in incidents:
            line = f"{incident.cause.code} {name(incident.cause.object)}: {plain(incident.cause.claim, 160)}"
            console.print(Text.assemble((f"{mark:<6}", style), line))


def _print_unexamined(report: Report, console: Console) -> None:
    failed = {s: m for s, m in report.not_examined.items() if m.why.is_failure}
    for source, missing in failed.items():
        console.print(Text(f"  not examined: {unread(source, missing)}", style="dim"))
    absent = [s for s in report.not_examined if s not in failed]
    if absent:
        shown = ", ".join(absent[:4]) + (f" and {len(absent) - 4} more (--json lists them)" if len(absent) > 4 else "")
        console.print(Text(f"  not there to examine: {shown}", style="dim"))


def _panel(incident: Incident) -> Panel:
    colour = COLOURS[incident.severity]
    title = Text.assemble((f" {incident.severity} ", f"bold {colour}"), (incident.cause.code, "bold"), " ")
    return Panel(Group(*_lines(incident)), title=title, title_align="left", border_style=colour)


def _lines(incident: Incident) -> Iterator[RenderableType]:
    cause = incident.cause
    yield Text(name(cause.object), style="bold")
    yield Text(plain(cause.claim, 400))
    if not incident.known:
        yield Text("The cause behind this was not found.", style="magenta")
    if cause.unseen:
        yield Text(f"Not seen: {plain(cause.unseen, 200)}", style="magenta")
    for evidence in cause.evidence[:4]:
        yield Padding(
            Text.assemble((f"{plain(evidence.where, 100)}: ", "dim"), plain(evidence.value, 300)), (0, 0, 0, 2)
        )
    yield from _effects(incident)
    for remedy in cause.remedies[:3]:
        yield from _remedy(remedy)
    yield Text(f"confidence: {sure(incident.confidence)}", style="dim")


def _effects(incident: Incident) -> Iterator[RenderableType]:
    if way := chain(incident):
        yield Text(f"chain: {plain(way, 300)}", style="dim")
    explained = effects(incident)
    for line in explained[:5]:
        yield Padding(Text(f"↳ {line}"), (0, 0, 0, 2))
    if len(explained) > 5:
        yield Padding(Text(f"↳ {plural(len(explained) - 5, 'more object')}"), (0, 0, 0, 2))


def _remedy(remedy: Remedy) -> Iterator[RenderableType]:
    yield Text.assemble(("cure ", "bold"), (f"[{remedy.tier}] ", TIERS[remedy.tier]), plain(remedy.text, 300))
    if remedy.command:
        yield Padding(Text(f"$ {plain(remedy.command, 300)}", style="cyan"), (0, 0, 0, 2))
    if remedy.undo:
        yield Padding(Text(f"undo: {plain(remedy.undo, 300)}", style="dim"), (0, 0, 0, 2))
