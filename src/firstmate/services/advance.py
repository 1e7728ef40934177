"""On to the next phase: through the gate, into the record (who, when, on what proof), and into the site file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from firstmate.adapters import kept_files, site_file, yaml_edit
from firstmate.errors import RefusedError, UnknownError, UsageError
from firstmate.services.verify import Report
from firstmate.sites.values import Phase

RECORD = "phases.jsonl"
MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Witness:
    """Who says that a phase is over, when, and the folder that remembers it."""

    name: str
    at: datetime
    state: Path


def advance(path: Path, report: Report, witness: Witness) -> Phase:
    """The phase that the site stands in from now on; the one line of the site file is changed, and nothing besides.

    Raises RefusedError while the gate is closed, UnknownError where nobody can say whether it is, UsageError where no
    phase follows.
    """
    following = _allowed(report)
    before = kept_files.read(path) or b""
    if site_file.load(path).site != report.site:
        raise RefusedError(f"{path} was changed while its services were probed.", hint="run it again")
    changed = _edited(path, before, following.number)
    record = _record(path, report, following, witness)
    kept_files.append_private(witness.state / RECORD, json.dumps({**record, "done": False}))
    kept_files.write(path, before, changed)
    kept_files.append_private(witness.state / RECORD, json.dumps({**record, "done": True}))
    return following


def _allowed(report: Report) -> Phase:
    gate, following = report.gate, report.following
    assert gate is not None  # of a report about the current phase
    closed = [each for each in gate.held if not each.holds]
    if not gate.open:
        told = f"The gate of phase {gate.phase.number} is closed: {'; '.join(gate.blocked_by[:5])}."
        if all(each.unknown for each in closed):
            raise UnknownError(told, hint="`firstmate verify` shows it; what nobody can see does not count as up")
        raise RefusedError(told, hint="`firstmate verify` shows all of it")
    if following is None:
        raise UsageError(f"Phase {gate.phase.number} is the last one of the site.")
    if following.blocked_by:
        told = f"Phase {following.number} is blocked: {'; '.join(following.blocked_by)}."
        raise RefusedError(told, hint="once that is over, take it out of `blocked_by` in the site file")
    return following


def _edited(path: Path, before: bytes, number: int) -> bytes:
    """The same bytes with another number."""
    mark = MARK if before.startswith(MARK) else b""
    try:
        (document,) = yaml_edit.documents(str(path), before.removeprefix(MARK).decode())
        return mark + yaml_edit.replaced(document, ("phase",), number).encode()
    except yaml_edit.EditError as error:
        raise UsageError(f"{path} was not changed: {error}.", hint=f"write `phase: {number}` into it") from error


def _record(path: Path, report: Report, following: Phase, witness: Witness) -> dict[str, object]:
    return {
        "schema": 1,
        "at": witness.at.isoformat(),
        "by": witness.name,
        "file": str(path),
        "from": report.site.phase,
        "to": following.number,
        "outcomes": [[row.subject.name, row.outcome.verdict, row.outcome.detail] for row in report.rows],
    }
