"""Crews and engines for tests: work that only writes down that it was done, in memory or in a file."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from firstmate.adapters.journal import TakenOverError
from firstmate.errors import UnknownError
from firstmate.services.run_workflow import Outcome, carry_through
from firstmate.workflow.progress import Path, Start
from firstmate.workflow.values import Step
from tests.workflow.support import content


@dataclass(frozen=True)
class Memory:
    """An engine that forgets: steps are done when they are asked for, waits are over at once, or in their order."""

    slow: bool = False

    async def step(self, name: str, work: Callable[[], Awaitable[Any]]) -> Any:
        return await work()

    async def wait(self, tasks: list[asyncio.Task[Any]]) -> set[asyncio.Task[Any]]:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return done

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / 100_000 if self.slow else 0)


@dataclass
class Actors:
    """Does what `run:` says: `fail` fails, `wait` waits until it is let go, all else succeeds. People say `says`."""

    text: str
    says: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """(after which entry of the log, what is said then)."""
    log: list[str] = field(default_factory=list)
    states: list[tuple[str, str]] = field(default_factory=list)
    calm: set[str] = field(default_factory=set)
    """Steps that no longer fail."""
    rows: list[dict[str, Any]] = field(default_factory=list)
    """Of an earlier life, which ended; then `ending` may be `rollback`."""
    ending: str = ""
    slow: bool = False
    """Waits last as long, compared with each other, as they would."""
    away: int = 0
    """How often the database does not answer."""
    taken: str = ""
    """The step before which another worker takes the run over."""

    async def begin(self) -> Mapping[str, Any]:
        return {
            "content": content(self.text),
            "names": {"inputs": {}},
            "begun": 100.0,
            "records": self.rows,
            "reopened": bool(self.rows),
            "heard": 0,
            "ending": self.ending,
        }

    async def do(self, start: Start) -> Outcome:
        name = ".".join(start.path)
        if name == self.taken:
            raise TakenOverError("by another")
        if self.away:
            self.away -= 1
            raise UnknownError("It does not answer.")
        self.log.append(name)
        while start.step.what == "wait" and f"go {name}" not in self.log:
            await asyncio.sleep(0.001)
        unsure = start.step.what == "unsure" and name not in self.calm
        fails = unsure or (start.step.what == "fail" and name not in self.calm)
        return {"output": name, "error": "broken" if fails else "", "at": 100.0 + len(self.log), "unsure": unsure}

    async def undo(self, path: Path, step: Step, names: Mapping[str, Any]) -> Outcome:
        self.log.append(f"undo {'.'.join(path)}" + (f" {names['item']}" if "item" in names else ""))
        error = "it will not" if step.undo == "fail" else ""
        return {"output": None, "error": error, "at": 100.0 + len(self.log)}

    def call_off(self, word: str) -> None:
        self.log.append(f"off by {word}")

    async def listen(self, after: int) -> list[Any]:
        while after >= len(self.says) or self.says[after][0] not in [*self.log, *(state for state, _ in self.states)]:
            await asyncio.sleep(0.001)
        command = self.says[after][1]
        self.calm.add(".".join(command.get("path", ())))
        self.log.append(f"go {'.'.join(command.get('path', ()))}" if command["do"] == "go" else command["do"])
        return [(after + 1, command)]

    async def settle(self, state: str, why: str, at: float) -> None:
        self.states.append((state, why))

    def run(self, patience: float = 20) -> str:
        """The whole run; the state it ends in."""
        return asyncio.run(asyncio.wait_for(carry_through(Memory(self.slow), self), patience))
