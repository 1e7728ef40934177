"""python worker.py URL WORLD RUN [CONTENT | adopt WORKER…]: one process of the engine, to be killed by a test.

Its steps append a line to the file WORLD, the only thing that outlives it beside the database. A step that was
interrupted looks there whether it happened.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import time
from collections.abc import Mapping
from pathlib import Path as File
from typing import Any

from firstmate.adapters.durable import Durable
from firstmate.adapters.journal import Journal, RunRow
from firstmate.services.run_workflow import Outcome, carry_through
from firstmate.workflow.progress import Path, Start
from firstmate.workflow.values import Step


class Writers:
    """`fail` fails, `flaky` fails the first time, all else succeeds."""

    def __init__(self, journal: Journal, world: File, run_id: str, worker: str) -> None:
        self.journal, self.world, self.run_id, self.worker = journal, world, run_id, worker

    async def begin(self) -> Mapping[str, Any]:
        row = self.journal.run(self.run_id)
        assert row
        return {"content": row.content, "names": row.names, "begun": row.begun, "records": [], "heard": 0, "ending": ""}

    async def do(self, start: Start) -> Outcome:
        effect = f"{'/'.join(start.path)}#{start.attempt}"
        at = time.time()
        earlier = self.journal.begin(self.run_id, start.path, start.attempt, {"effect": effect}, self.worker, at)
        await self._happen(effect, known=earlier is not None)
        fails = start.step.what == "fail" or (start.step.what == "flaky" and start.attempt == 1)
        error = "broken" if fails else ""
        status = "failed" if fails else "done"
        self.journal.end(self.run_id, start.path, start.attempt, status, effect, error, time.time())
        return {"output": effect, "error": error, "at": time.time()}

    async def undo(self, path: Path, step: Step, names: Mapping[str, Any]) -> Outcome:
        await self._happen(f"undo {'/'.join(path)}", known=True)
        return {"output": None, "error": "", "at": time.time()}

    async def _happen(self, effect: str, *, known: bool) -> None:
        await asyncio.sleep(random.random() * 0.02)
        if not known or effect not in self.world.read_text().splitlines():
            with self.world.open("ab", buffering=0) as file:
                file.write(f"{effect}\n".encode())
        await asyncio.sleep(random.random() * 0.02)

    async def listen(self, after: int) -> list[Any]:
        while not (told := self.journal.told(self.run_id, after)):
            await asyncio.sleep(0.05)
        return told

    async def settle(self, state: str, why: str, at: float) -> None:
        self.journal.set_state(self.run_id, state, why, None if state == "asks" else time.time())


def main(url: str, world: str, run_id: str, *more: str) -> None:
    """Start the run, or adopt those of dead workers; in both cases until the run has ended."""
    journal, name = Journal(url), f"worker-{os.getpid()}-{time.time_ns()}"
    durable = Durable(url, name, "1")
    durable.launch(lambda run: carry_through(durable, Writers(journal, File(world), run, name)))
    if more[0] == "adopt":
        durable.adopt(more[1:])
    asyncio.run(_whole(durable, journal, run_id, name, more[0]))
    os._exit(0)


async def _whole(durable: Durable, journal: Journal, run_id: str, name: str, content: str) -> None:
    if content != "adopt":
        made = json.loads(content)
        journal.new_run(RunRow(run_id, made["name"], made, {"inputs": {}}, "", "running", "", time.time(), None))
        await durable.start(run_id)
    print(name, flush=True)
    print(await durable.result(run_id), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
