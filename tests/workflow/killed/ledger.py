"""The world that killed runs change: a file to which every effect is one appended line, with a mark of who made it."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from firstmate.services.actions.values import UNDO, Action, ActionError, Call, Output, Plan, Tools, takes

WRITE = "ledger.write"
TAKES = 0.004
"""Seconds at the most that an effect takes on each side, so that a kill finds something under way."""


@dataclass(frozen=True)
class Ledger:
    """`at` is told of every moment of an action; `chooser` says how long each side of it takes, at the most `takes`."""

    path: Path
    at: Callable[[str], None] = lambda moment: None
    chooser: random.Random = field(default_factory=random.Random)
    takes: float = TAKES

    def lines(self) -> list[tuple[str, str]]:
        """(mark, effect) in the order in which they happened."""
        text = self.path.read_text() if self.path.exists() else ""
        return [(mark, effect) for mark, _, effect in (line.partition(" ") for line in text.splitlines())]

    def effects(self) -> list[str]:
        return [effect for _, effect in self.lines()]

    def append(self, mark: str, effect: str) -> None:
        """One write of one line: it is there whole, or not at all."""
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            os.write(file, f"{mark} {effect}\n".encode())
        finally:
            os.close(file)

    def write(self, tools: Tools, call: Call) -> Output:
        """The action: `fails` are the attempts at which it fails, and then changes nothing."""
        attempt = int(call.mark.rpartition("/")[2])
        if attempt in call.arguments.get("fails", ()):
            raise ActionError("it fails")
        time.sleep(self.chooser.uniform(0, self.takes))
        self.at("before the effect")
        self.append(call.mark, call.arguments["name"])
        self.at("after the effect")
        time.sleep(self.chooser.uniform(0, self.takes) + call.arguments.get("lasts", 0.0))
        return self._output(call)

    def has_written(self, tools: Tools, call: Call) -> Output | None:
        """Looks whether the interrupted call happened."""
        return self._output(call) if call.mark in dict(self.lines()) else None

    def _output(self, call: Call) -> Output:
        name = call.arguments["name"]
        return {"written": name, UNDO: {"action": WRITE, "with": {"name": f"undo {name}"}}}

    def actions(self) -> dict[str, Action]:
        arguments = takes("name", name={"type": "string"}, fails={"type": "array"}, lasts={"type": "number"})
        return {WRITE: Action("append a line", arguments, self.write, lambda tools, call: PLAN, self.has_written)}


PLAN = Plan(("append a line to the ledger",))
