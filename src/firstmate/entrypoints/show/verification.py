"""What came of a site's probes: a table for people, a document for machines (docs/verification.md)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from firstmate.phases import GateVerdict
from firstmate.probes.values import Verdict
from firstmate.services.verify import Report, Row
from firstmate.sites.values import Phase
from firstmate.text import plain

SCHEMA = 1
WIDE = 200
"""Columns where nobody reads it on a screen: lines stay whole for grep and for models."""
COLOURS = {
    Verdict.UP: "green",
    Verdict.DOWN: "bold red",
    Verdict.WRONG: "yellow",
    Verdict.UNREACHABLE: "magenta",
    Verdict.NOT_CHECKED: "cyan",
}


def print_report(report: Report, console: Console) -> None:
    """The table by phase, what cures what, the gate, and what stands before the next phase."""
    if not console.is_terminal:
        console.width = WIDE
    if report.rows:
        console.print(_table(report))
    console.print(Text(report.headline, style="bold"), soft_wrap=True)
    for row in report.rows:
        if row.outcome.remedy:
            console.print(Text(f"  remedy for {row.subject.name}: {row.outcome.remedy}"), soft_wrap=True)
    if report.gate:
        print_gate(report.gate, console)
    if report.following:
        before = f"before phase {_named(report.following)}"
        console.print(
            Text(f"{before}: {'; '.join(map(plain, report.blocked_by)) or 'nothing stands in the way'}"), soft_wrap=True
        )


def _table(report: Report) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("verdict", no_wrap=True)
    table.add_column("service", no_wrap=True)
    table.add_column("where", overflow="fold")
    table.add_column("detail", overflow="fold", ratio=1)
    table.add_column("ms", justify="right", no_wrap=True)
    shown: int | None = -1
    for row in report.rows:
        if row.subject.phase != shown:
            shown = row.subject.phase
            table.add_row(Text(_heading(report, shown), style="bold"))
        table.add_row(*_cells(row))
    return table


def _heading(report: Report, number: int | None) -> str:
    phase = None if number is None else report.site.numbered(number)
    if phase:
        return f"phase {_named(phase)}"
    return "no phase" if number is None else f"phase {number}"


def _cells(row: Row) -> tuple[Text, ...]:
    outcome = row.outcome
    return (
        Text(f"  {outcome.verdict}", style=COLOURS[outcome.verdict]),
        Text(plain(row.subject.name, 40)),
        Text(plain(row.where, 80)),
        Text(plain(outcome.detail)),
        Text(f"{outcome.seconds * 1000:.0f}" if outcome.seconds else ""),
    )


def print_gate(gate: GateVerdict, console: Console) -> None:
    state, style = ("open", "bold green") if gate.open else ("closed", "bold red")
    console.print(Text.assemble(f"gate of phase {_named(gate.phase)}: ", (state, style)), soft_wrap=True)
    for held in gate.held:
        mark = "holds" if held.holds else "unknown" if held.unknown else "does not hold"
        why = "" if held.holds else f": {'; '.join(map(plain, held.blocked_by))}"
        console.print(Text(f"  {mark}: {plain(held.text)}{why}"), soft_wrap=True)


def _named(phase: Phase) -> str:
    return f"{phase.number} ({phase.name})"


def document(report: Report, taken_at: datetime) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "schema": SCHEMA,
        "site": report.site.name,
        "taken_at": taken_at.isoformat(timespec="seconds"),
        "exit_code": int(report.exit_code),
        "counts": {str(verdict): count for verdict, count in report.counts.items()},
        "checks": [_check(row) for row in report.rows],
        "gate": gate_document(report.gate) if report.gate else None,
        "next": _phase(report.following) if report.following else None,
        "blocked_by": list(report.blocked_by),
    }


def _check(row: Row) -> dict[str, Any]:
    subject, outcome = row.subject, row.outcome
    return {
        "service": subject.name,
        "phase": subject.phase,
        "kind": subject.probe.kind if subject.probe else None,
        "where": row.where,
        "verdict": str(outcome.verdict),
        "detail": outcome.detail,
        "ms": round(outcome.seconds * 1000),
        "remedy": outcome.remedy,
    }


def gate_document(gate: GateVerdict) -> dict[str, Any]:
    held = [
        {"text": each.text, "holds": each.holds, "unknown": each.unknown, "blocked_by": list(each.blocked_by)}
        for each in gate.held
    ]
    return {"phase": _phase(gate.phase), "open": gate.open, "asks": held}


def _phase(phase: Phase) -> dict[str, Any]:
    return {"number": phase.number, "name": phase.name}
