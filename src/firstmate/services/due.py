"""Which workflows are due by their schedules. A run is named after the time it was due, so that each is begun once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from firstmate import schedule
from firstmate.errors import UsageError
from firstmate.services import runs, workflows
from firstmate.services.runs import Wanted, Where
from firstmate.workflow.check import Catalogue
from firstmate.workflow.values import Workflow


@dataclass(frozen=True)
class Due:
    """A workflow that was due at a time, and the name of its run."""

    name: str
    at: datetime
    run_id: str
    wanted: Wanted


def due(
    folders: Sequence[Path], catalogue: Catalogue, exists: Callable[[str], bool], now: datetime, where: Where
) -> Iterator[Due | UsageError]:
    """Those with a schedule that were due since their file was written and have no run of that time yet.

    A file that cannot be read comes back as its error: it may have a schedule, and does not spoil the others.
    """
    for name, path in sorted(workflows.names(folders).items()):
        try:
            content, workflow = workflows.load(path, catalogue)
        except UsageError as error:
            yield error
            continue
        if at := _latest(workflow, path, now):
            run_id = f"{name}-due-{at.astimezone(UTC):%Y%m%d%H%M}"
            if not exists(run_id):
                yield Due(workflow.name, at, run_id, Wanted(content, workflow, runs.complete(workflow, {}), where))


def _latest(workflow: Workflow, path: Path, now: datetime) -> datetime | None:
    expression = workflow.triggers.get("schedule")
    written = now.fromtimestamp(path.stat().st_mtime, now.tzinfo)
    return schedule.latest(expression, written, now) if expression else None
