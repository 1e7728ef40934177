"""An engine without a memory or a world: starts what it is told, lets it end as the test says, and asks again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from firstmate.workflow.progress import Advance, Records, Start, Status, advance, reported
from firstmate.workflow.values import Workflow
from tests.workflow.support import workflow


class UnsureEnd(Exception):
    """Of an attempt of which nobody can tell whether it happened."""


@dataclass
class Play:
    """A run of the text. `ends`: by step id, what becomes of its attempts: an output, or Exception(error)."""

    text: str
    ends: Mapping[str, list[Any]] = field(default_factory=dict)
    inputs: Mapping[str, Any] = field(default_factory=dict)
    records: Records = field(default_factory=dict)
    now: float = 0.0
    log: list[str] = field(default_factory=list)
    """Every start, as `path` or `path#attempt`; started together stand in one entry, in brackets in text."""
    begun: list[Start] = field(default_factory=list)
    seen: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.workflow: Workflow = workflow(self.text)

    def go(self) -> Advance:
        """One look at what follows; what starts is remembered as begun."""
        told = advance(self.workflow, self.records, {"inputs": self.inputs}, self.now)
        self.records = told.records
        self.begun = [start for start in self.begun if start.path not in told.cancel] + list(told.start)
        if told.start:
            self.log.append(" ".join(sorted(_named(start) for start in told.start)))
        for start in told.start:
            self.seen[".".join(start.path)] = start.names
        return told

    def end(self, name: str = "") -> None:
        """The first of the begun steps ends, or the named one."""
        start = next(s for s in self.begun if not name or s.path[-1] == name or ".".join(s.path) == name)
        self.begun.remove(start)
        ends = self.ends.get(".".join(start.path), self.ends.get(start.path[-1], [None]))
        end = ends[min(start.attempt, len(ends)) - 1]
        failed = isinstance(end, Exception)
        told = {"error": str(end), "unsure": isinstance(end, UnsureEnd)} if failed else {"output": end}
        self.records = reported(self.records, start, self.now, **told)  # type: ignore[arg-type]  # one of both

    def whole(self) -> Advance:
        """To the end, one step after the other; time passes where it is waited for."""
        for _ in range(1000):
            told = self.go()
            if told.verdict:
                return told
            if self.begun:
                self.end()
            else:
                assert told.wake is not None, "it hangs"
                self.now = told.wake
        raise AssertionError("it never ends")

    def status(self, name: str) -> Status | None:
        """Of a step, by its whole path with dots."""
        record = self.records.get(tuple(name.split(".")))
        return record.status if record else None

    def output(self, name: str) -> Any:
        return self.records[tuple(name.split("."))].output


def _named(start: Start) -> str:
    return ".".join(start.path) + (f"#{start.attempt}" if start.attempt > 1 else "")
