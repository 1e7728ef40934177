"""One life of a process of the engine: it begins a run, or takes up what was interrupted, until its end or its kill.

As a program: python -m tests.workflow.killed.life FOLDER URL RUN MACHINE CONTENT
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

from firstmate.adapters import log_file, workers
from firstmate.adapters.approval_store import ApprovalStore
from firstmate.adapters.journal import Journal, StepRow
from firstmate.command_tiers import CommandTier
from firstmate.guard.log import is_witnessed
from firstmate.guard.values import Decision, Outcome
from firstmate.services.actions import ACTIONS
from firstmate.services.actions.values import Action
from firstmate.services.hands import Hands
from firstmate.services.runs import Wanted, Where, Worker
from firstmate.snapshot import Snapshot
from firstmate.workflow import parse
from tests.workflow.killed.ledger import TAKES, Ledger

RUN = "run-1"
INNER = {
    "schema": 1,
    "name": "inner",
    "description": "Inside of another.",
    "inputs": {"name": {"type": "string"}},
    "steps": [
        {"id": "x", "action": "ledger.write", "with": {"name": "inner {{ inputs.name }}"}},
        {"id": "y", "action": "ledger.write", "with": {"name": "inner y"}},
    ],
}
MAY = Decision(CommandTier.SAFE, Outcome.ALLOW, "test", ())


@dataclass
class Moments:
    """Counts the moments of a life between which it may end, and ends it at one of them: 0 is never."""

    last: int
    first: Callable[[], None]
    """Called at the first one that belongs to a run."""
    seen: int = 0

    def at(self, moment: str) -> None:
        self.seen += 1
        if self.seen == 1:
            self.first()
        if self.seen == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


class Watched(Journal):
    """The journal, each of whose writes is a moment before and a moment after."""

    at: Callable[[str], None]

    def begin(self, *row: Any) -> StepRow | None:
        return self._around("begin", super().begin, *row)  # type: ignore[no-any-return]  # as that of the journal

    def amend(self, *row: Any) -> None:
        self._around("amend", super().amend, *row)

    def end(self, *row: Any) -> None:
        self._around("end", super().end, *row)

    def set_state(self, *row: Any) -> None:
        self._around("state", super().set_state, *row)

    def _around(self, name: str, write: Callable[..., Any], *row: Any) -> Any:
        self.at(f"before {name}")
        written = write(*row)
        self.at(f"after {name}")
        return written


@dataclass(frozen=True)
class Life:
    """What is to be lived, in the folder of one trial. `url` is that of the journal."""

    folder: Path
    url: str
    content: Mapping[str, Any]
    seed: int = 0
    last: int = 0
    """The moment to be killed at; 0: none."""
    run: str = RUN
    machine: str = "workers"
    """Those of one machine see at once that a process has ended; those of another one that it gives no sign of life."""
    takes: float = TAKES
    helps: bool = False
    """Takes up the runs of others while it carries its own."""

    def live(self, first: Callable[[], None]) -> int:
        """The whole life; how many moments it had."""
        moments = Moments(self.last, first)
        journal = Watched(self.url)
        journal.at = moments.at
        ledger = Ledger(self.folder / "world", moments.at, random.Random(self.seed), self.takes)
        cast(dict[str, Action], ACTIONS).update(ledger.actions())  # of this process, which does nothing else
        name, folder = f"worker-{os.getpid()}-{time.time_ns()}", self.folder / self.machine
        with workers.alive(folder, name):
            worker = Worker(journal, name, self._hands, lambda: workers.take_dead(folder), time.time)
            self._carry(worker)
        return moments.seen

    def _carry(self, worker: Worker) -> None:
        if worker.journal.run(self.run) is None:
            row = worker.new_run(Wanted(self.content, parse.workflow(self.content), {}), self.run)
            worker.carry(row.life, adopt=self.helps)
        else:
            worker.carry(adopt=True)

    def _hands(self, of: Worker, at: Where) -> Hands:
        return Hands(
            journal=of.journal,
            approvals=ApprovalStore(str(self.folder)),
            worker=of.name,
            cwd=str(self.folder),
            env={"PATH": os.environ["PATH"], "WRITE": str(self.folder / "write")},
            judge=lambda line: MAY,
            look=lambda namespace: Snapshot.__new__(Snapshot),
            cluster=_none,
            clock=time.time,
            log=lambda decision, line, approval: None,
            witnessed=lambda used: is_witnessed(log_file.lines(str(self.folder)), str(used.id), used.binding),
            begin=partial(_inside, of),
        )


def _inside(of: Worker, name: str, inputs: Mapping[str, Any], run_id: str) -> None:
    of.new_run(Wanted(INNER, parse.workflow(INNER), inputs), run_id, inside=True)


def _none() -> Any:
    raise AssertionError("no step of a killed run asks for a cluster")


def main(folder: str, url: str, run: str, machine: str, content: str) -> None:
    """A life without a kill of its own: it begins the run or, where that is there, takes up what it finds."""
    Life(Path(folder), url, json.loads(content), run=run, machine=machine, helps=True).live(lambda: None)


if __name__ == "__main__":
    main(*sys.argv[1:])
