"""Carries a run through: asks what may start, has it done as recorded steps, takes in what people say, to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from firstmate.adapters.journal import TakenOverError
from firstmate.errors import UnknownError
from firstmate.workflow.parse import workflow as parsed
from firstmate.workflow.progress import (
    Advance,
    Path,
    Record,
    Records,
    Start,
    Status,
    Verdict,
    advance,
    again,
    completed,
    names_at,
    reported,
    skipped,
)
from firstmate.workflow.values import Kind, Step, Workflow

CONTROL = "control"
WAKE = "wake "
"""Followed by the time: the names of waits for it, beside those of steps, which hold no space."""
UNSURE = "unsure"
"""Status, in a row, of an attempt of which nobody can tell whether it happened."""
GLANCE = 2.0
"""Seconds between two tries of what the database of runs did not take."""
Outcome = dict[str, Any]
"""{"output": …, "error": "…", "at": epoch, "unsure": bool}: of one attempt, as it is recorded. Unsure: nobody can tell
whether it happened.
"""


class Engine(Protocol):
    """What carries steps over the end of a process: `adapters.durable`, or memory in tests."""

    async def step(self, name: str, work: Callable[[], Awaitable[Any]]) -> Any: ...
    async def wait(self, tasks: list[asyncio.Task[Any]]) -> set[asyncio.Task[Any]]: ...
    async def sleep(self, seconds: float) -> None: ...


class Inline:
    """An engine that remembers nothing by itself: for a run inside a step of another, whose journal remembers."""

    async def step(self, name: str, work: Callable[[], Awaitable[Any]]) -> Any:
        return await work()

    async def wait(self, tasks: list[asyncio.Task[Any]]) -> set[asyncio.Task[Any]]:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return done

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Crew(Protocol):
    """Who does the work of a run. Nothing here raises for what fails: an outcome says so."""

    async def begin(self) -> Mapping[str, Any]:
        """{"content", "names", "begun"} of the run; of what was done before the "records", as `recorded` reads them;
        whether it was "reopened" after its end, the number of the last command "heard" then, and "ending": how it is to
        end, when it only has to.
        """

    async def do(self, start: Start) -> Outcome:
        """The attempt that begins; one that was interrupted is looked after first."""

    async def undo(self, path: Path, step: Step, names: Mapping[str, Any]) -> Outcome:
        """Take a completed step back."""

    def call_off(self, word: str) -> None:
        """The run is to end by this word, cancel or rollback: what waits for a person has to wait no longer."""

    async def listen(self, after: int) -> list[Any]:
        """[number, command] of what people said after that number, once there is something."""

    async def settle(self, state: str, why: str, at: float) -> None:
        """Tell the world where the run stands."""


@dataclass
class Run:
    """One run, from its first step to its end. Everything in it follows from recorded steps."""

    engine: Engine
    crew: Crew
    workflow: Workflow
    names: Mapping[str, Any]
    now: float
    records: Records = field(default_factory=dict)
    heard: int = 0
    paused: bool = False
    ending: str = ""
    tasks: dict[str, asyncio.Task[Any]] = field(default_factory=dict)
    starts: dict[str, Start] = field(default_factory=dict)

    async def whole(self) -> str:
        """To its end; gives its state: done, failed, rolled back, rollback failed, cancelled."""
        while True:
            told = self._look()
            if (told.verdict is not None or self.ending) and not self.starts:
                state = await self._end(told)
                if state:
                    return state
            await self._next()

    def _look(self) -> Advance:
        told = advance(self.workflow, self.records, self.names, self.now)
        if self.paused or self.ending:
            return Advance(self.records, verdict=told.verdict, because=told.because)
        self.records = told.records
        for path in told.cancel:
            self._drop("/".join(path))
        for start in told.start:
            key = "/".join(start.path)
            self.starts[key] = start
            self._begin(key, f"{key}#{start.attempt}", lambda start=start: self.crew.do(start))  # type: ignore[misc]
        if told.wake is not None and (key := f"{WAKE}{told.wake}") not in self.tasks:
            self.tasks[key] = asyncio.create_task(self._sleep(told.wake), name=key)
        return told

    async def _sleep(self, due: float) -> float:
        await self.engine.sleep(max(0.0, due - self.now))
        return due

    def _begin(self, key: str, name: str, work: Callable[[], Awaitable[Any]]) -> None:
        self.tasks[key] = asyncio.create_task(self._step(name, work), name=key)

    async def _step(self, name: str, work: Callable[[], Awaitable[Any]]) -> Any:
        return await self.engine.step(name, lambda: patiently(work))

    def _drop(self, key: str) -> None:
        self.starts.pop(key, None)
        if task := self.tasks.pop(key, None):
            task.cancel()

    async def _next(self) -> None:
        """Until something is over: a step, a wait, or a word from a person."""
        if CONTROL not in self.tasks:
            heard = self.heard
            self._begin(CONTROL, f"{CONTROL}#{heard}", lambda: self.crew.listen(heard))
        done = await self.engine.wait(list(self.tasks.values()))
        for key in sorted(task.get_name() for task in done):
            result = self.tasks.pop(key).result()
            if key.startswith(WAKE):
                self.now = max(self.now, result)
            elif key == CONTROL:
                for number, command in result:
                    self.heard = number
                    self._obey(command)
            elif start := self.starts.pop(key, None):
                self.now = max(self.now, result["at"])
                told = {key: result[key] for key in ("output", "error", "unsure")}
                self.records = reported(self.records, start, self.now, **told)

    def _obey(self, command: Mapping[str, Any]) -> None:
        """What a person said: pause, resume, cancel, rollback, retry, skip."""
        path = tuple(command.get("path", ()))
        match command["do"]:
            case "pause":
                self.paused = True
            case "resume":
                self.paused = False
            case "cancel" | "rollback":
                self.ending = command["do"]
                self.crew.call_off(self.ending)
            case "retry":
                self.records, self.ending = again(self.records, path), ""
            case "skip":
                self.records, self.ending = skipped(self.records, path, command.get("why", ""), self.now), ""

    # ---- the end ---------------------------------------------------------------------------------------------------

    async def _end(self, told: Advance) -> str:
        """The state it ends in; empty: a person has to say how it goes on."""
        why = self._why(told)
        if self.ending == "cancel":
            return await self._settled("cancelled", "a person called it off")
        if self.ending == "rollback" or told.verdict is Verdict.ROLLBACK:
            return await self._roll_back(why or "a person had it taken back")
        if told.verdict is Verdict.ASK:
            await self._step(f"asks#{self.heard}", lambda: self._say("asks", why))
            return ""
        return await self._settled("done" if told.verdict is Verdict.DONE else "failed", why)

    def _why(self, told: Advance) -> str:
        return f"{'.'.join(told.because)}: {self.records[told.because].error}" if told.because else ""

    async def _roll_back(self, why: str) -> str:
        """Undo what was done, the last first. A failed undo is told, and the others are still tried."""
        failed = []
        known = advance(self.workflow, self.records, self.names, self.now).records  # blocks, after an earlier life
        for path, step in completed(self.workflow, self.records):
            if step.undo or step.kind is Kind.ACTION:
                names = names_at(self.workflow, known, self.names, path)
                key = "/".join(path)
                outcome = await self._step(f"{key}#undo", lambda p=path, s=step, n=names: self.crew.undo(p, s, n))  # type: ignore[misc]
                failed += [f"{key}: {outcome['error']}"] if outcome["error"] else []
        if failed:
            return await self._settled("rollback failed", f"{why}; not undone: {'; '.join(failed)}")
        return await self._settled("rolled back", why)

    async def _settled(self, state: str, why: str) -> str:
        for key in list(self.tasks):
            self._drop(key)
        await self._step("end", lambda: self._say(state, why))
        return state

    async def _say(self, state: str, why: str) -> None:
        await self.crew.settle(state, why, self.now)


async def carry_through(engine: Engine, crew: Crew) -> str:
    """A whole run; the state it ends in."""
    given = await engine.step("begin", lambda: patiently(crew.begin))
    workflow, names, begun = parsed(given["content"]), given["names"], given["begun"]
    records = recorded(workflow, given["records"])
    if given["reopened"] and not given["ending"]:
        records = reopened(workflow, records, names, begun)
    run = Run(engine, crew, workflow, names, begun, records)
    run.heard, run.ending = given["heard"], given["ending"]
    return await run.whole()


async def patiently(work: Callable[[], Awaitable[Any]]) -> Any:
    """What the work gives, once the database of runs answers; never, when another worker carries the run by now."""
    while True:
        try:
            return await work()
        except UnknownError:
            await asyncio.sleep(GLANCE)
        except TakenOverError:
            await asyncio.Event().wait()


def recorded(workflow: Workflow, rows: Sequence[Mapping[str, Any]]) -> Records:
    """Records of what was done before: the last attempt of each step, in their order."""
    steps = {step.id: step for step in workflow.walk()}
    records: dict[Path, Record] = {}
    for order, row in enumerate(rows, 1):
        path, unsure = tuple(row["path"]), row["status"] == UNSURE
        status = Status.FAILED if unsure else Status(row["status"])
        if status is Status.FAILED and not unsure and steps[path[-1]].retry.wait(row["attempt"]) is not None:
            status = Status.RETRYING
        ended = Record(status, row["output"], row["error"], row["attempt"], row["ended"], order, unsure=unsure)
        records[path] = ended
    return records


def reopened(workflow: Workflow, records: Records, names: Mapping[str, Any], now: float) -> Records:
    """Those of a run that has ended and is to go on: what it failed for is tried once more."""
    told = advance(workflow, records, names, now)
    return again(told.records, told.because) if told.because else records
