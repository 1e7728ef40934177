"""One run through its kills: forked lives, people who answer, and whether in the end everything is there once."""

from __future__ import annotations

import ctypes
import os
import random
import select
import shutil
import signal
import struct
import tempfile
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import firstmate.adapters.durable  # noqa: F401 - once, before lives are forked: each would take a third of a second
from firstmate.adapters.approval_store import ApprovalStore
from firstmate.adapters.journal import Journal, RunRow, StepRow
from firstmate.approvals import State
from tests.support import people
from tests.support.postgres import database, dropped
from tests.workflow.killed.ledger import Ledger
from tests.workflow.killed.life import RUN, Life
from tests.workflow.killed.shapes import Shape

MOST = 30
"""Lives in which a run has to come to its end."""
LONGEST = 90.0
"""Seconds in which a life that nobody kills has to come to its end."""
LOOKS = 0.01
LATER = 0.6
"""Seconds after what a person said before, by which a run has heard it."""
SCRIPT = '#!/bin/sh\nsleep 0.00$(($$ % 10))\necho "command $1" >> "$(dirname "$0")/world"\n'
CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Kill:
    """When a life is ended: at a moment of it, or after so many seconds."""

    moment: int = 0
    after: float = 0.0


@dataclass
class Story:
    """What became of a trial. `wrong` is empty when all was well."""

    shape: str
    plan: str
    """The shape, the seed and the kills, for a person who looks into it."""
    kills: int = 0
    moments: int = 0
    """Of the first life, when nobody ended it."""
    resumes: list[float] = field(default_factory=list)
    """Seconds from the start of a process until the run was under way again."""
    wrong: str = ""


class TrialError(Exception):
    """The trial cannot go on: what is wrong."""


class Trial:
    """In a folder of its own, which is gone afterwards. `server`: where its database is made; "": it is SQLite's."""

    def __init__(self, shape: Shape, seed: int, kills: Sequence[Kill], server: str = "") -> None:
        self.shape, self.kills = shape, list(kills)
        self.folder = Path(tempfile.mkdtemp(prefix="killed-"))
        self.server = server
        self.url = database(server, self.folder.name) if server else f"sqlite:///{self.folder / 'runs.db'}"
        self.chooser = random.Random(seed)
        self.story = Story(shape.name, f"{shape.name}, seed {seed}, {kills}")
        self.ledger = Ledger(self.folder / "world")
        self.said, self.said_at = 0, 0.0
        self.looked_after: set[tuple[tuple[str, ...], int]] = set()

    def tell(self) -> Story:
        """Live it through."""
        _become_parent_of_orphans()
        script = self.folder / "write"
        script.write_text(SCRIPT)
        script.chmod(0o755)
        try:
            self.story.wrong = self._lives() or self.shape.wrong(self.ledger.effects())
        except TrialError as error:
            self.story.wrong = str(error)
        finally:
            shutil.rmtree(self.folder)
            if self.server:
                dropped(self.server, self.folder.name)
        return self.story

    def _lives(self) -> str:
        """Until the run has ended as it should; what is wrong when it does not."""
        for number in range(MOST):
            kill = self.kills.pop(0) if self.kills else Kill()
            told = self._life(kill, first=number == 0)
            run = self._run()
            if told is None or run is None:  # killed, perhaps before anything was written
                continue
            if run.ended is None:
                return told or f"nobody carries it: {run.state} {run.why}"
            return told or ("" if run.state == self.shape.ends else f"it ended: {run.state} {run.why}")
        return f"not ended after {MOST} lives"

    def _life(self, kill: Kill, *, first: bool) -> str | None:
        """A life; None: it was killed; else what went wrong in it, "" for nothing."""
        life = Life(self.folder, self.url, self.shape.content, self.chooser.randrange(2**32), kill.moment)
        begun = time.monotonic()
        reading, writing = os.pipe()
        pid = os.fork()
        if not pid:
            _child(life, writing)
        os.close(writing)
        try:
            status = self._watched(pid, begun, kill)
            under_way, seen = _heard(reading)
        finally:
            os.close(reading)
        _wait_for_orphans()
        if under_way and not first:
            self.story.resumes.append(under_way - begun)
        if os.WIFSIGNALED(status):
            self.story.kills += 1
            return None
        if first:
            self.story.moments = seen
        return "" if os.WEXITSTATUS(status) == 0 else "a life broke"

    def _watched(self, pid: int, begun: float, kill: Kill) -> int:
        """Until its end, or until it is killed; people look after the run meanwhile."""
        while True:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                return status
            lived = time.monotonic() - begun
            if lived > LONGEST:
                where, steps = self._run(), self._steps()
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                raise TrialError(f"a life hangs: {where}, {steps}")
            if kill.after and lived > kill.after:
                os.kill(pid, signal.SIGKILL)
            self._people()
            time.sleep(LOOKS)

    # ---- people ----------------------------------------------------------------------------------------------------

    def _people(self) -> None:
        """Approve what is asked for; say what the shape has them say, each once."""
        if "approve" in self.shape.name:
            store = ApprovalStore(str(self.folder))
            for asked in store.all():
                if asked.state(time.time()) is State.PENDING:
                    people.say(self.folder, asked.id, yes=True)
        if self.said < len(self.shape.people):
            when, say = self.shape.people[self.said]
            is_later = when == "later" and time.monotonic() > self.said_at + LATER
            if is_later or when in self.ledger.effects() or (when == "asks" and self._state() == "asks"):
                self._say(say)
                self.said, self.said_at = self.said + 1, time.monotonic()
        if "commands" in self.shape.name and self._state() == "asks":
            self._look_after()

    def _look_after(self) -> None:
        """A command may have happened or not: the person looks into the world, and has it skipped or done again."""
        for step in self._steps():
            if step.status == "unsure" and (step.path, step.attempt) not in self.looked_after:
                self.looked_after.add((step.path, step.attempt))
                happened = step.path[-1] in self.ledger.effects()
                self._say({"do": "skip" if happened else "retry", "path": step.path, "why": "by hand"})

    def _steps(self) -> list[StepRow]:
        with closing(Journal(self.url)) as journal:
            return journal.steps(RUN)

    def _say(self, said: Mapping[str, Any]) -> None:
        with closing(Journal(self.url)) as journal:
            journal.tell(RUN, said, time.time())

    def _state(self) -> str:
        run = self._run()
        return run.state if run else ""

    def _run(self) -> RunRow | None:
        if not self.server and not (self.folder / "runs.db").exists():
            return None
        with closing(Journal(self.url)) as journal:
            return journal.run(RUN)


def _child(life: Life, writing: int) -> None:
    """Never returns. Tells when its run was under way, and how many moments it had."""
    status = 1
    try:
        seen = life.live(lambda: _tell(writing, time.monotonic()))
        _tell(writing, float(seen))
        status = 0
    except BaseException:  # noqa: BLE001 - whatever it is, the parent has to hear that it went wrong
        traceback.print_exc()
    os._exit(status)


def _tell(writing: int, number: float) -> None:
    os.write(writing, struct.pack("d", number))


def _heard(reading: int) -> tuple[float, int]:
    """When it was under way, and its moments; 0 for what it did not tell."""
    told = b""
    while select.select([reading], [], [], 0)[0] and (more := os.read(reading, 64)):
        told += more
    numbers = [*struct.unpack(f"{len(told) // 8}d", told), 0.0, 0.0]
    return numbers[0], int(numbers[1])


def _become_parent_of_orphans() -> None:
    """Commands outlive the killed life that started them: this process becomes their parent, to wait for them."""
    ctypes.CDLL(None).prctl(CHILD_SUBREAPER, 1, 0, 0, 0)


def _wait_for_orphans() -> None:
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return
