"""What a step of a run costs beside a bare step of DBOS that does the same: both on SQLite, in turn, in one run.

    scripts/bench engine [--steps 20 200] [--repeat 5]

A step appends a line to a file. Ours also plans it, asks for leave, and writes down intent, plan and outcome.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from tests.workflow.killed.ledger import WRITE, Ledger
from tests.workflow.killed.life import RUN, Life

from firstmate.adapters.durable import Durable
from firstmate.adapters.journal import Journal

ALLOWANCE_MS = 5.0
Measure = Callable[[Path, int], float]
"""Milliseconds of one step, of as many in a folder."""


def bare(folder: Path, steps: int) -> float:
    """DBOS alone; in a database that writes ahead, as ours does and it would not by itself: so it is faster."""
    ledger, url = Ledger(folder / "world"), f"sqlite:///{folder / 'runs.db'}"
    Journal(url).close()
    durable = Durable(url, "bare", "1")
    took = 0.0

    async def body(run_id: str) -> str:
        nonlocal took
        begun = time.perf_counter()
        for number in range(steps):
            await durable.step(f"s{number}", partial(asyncio.to_thread, ledger.append, "bare", f"s{number}"))
        took = time.perf_counter() - begun
        return "done"

    async def whole() -> None:
        await durable.start(RUN)
        await durable.result(RUN)

    durable.launch(body)
    try:
        asyncio.run(whole())
    finally:
        durable.close()
    return took / steps * 1000


def ours(folder: Path, steps: int) -> float:
    """The whole engine, from the first intent to the last outcome."""
    listed = [{"id": f"s{number}", "action": WRITE, "with": {"name": f"s{number}"}} for number in range(steps)]
    content = {"schema": 1, "name": "bench", "description": "Steps.", "steps": listed}
    url = f"sqlite:///{folder / 'runs.db'}"
    Life(folder, url, content, takes=0.0).live(lambda: None)
    with closing(Journal(url)) as journal:
        rows = journal.steps(RUN)
    return (max(row.ended or 0.0 for row in rows) - min(row.begun for row in rows)) / steps * 1000


def main() -> int:
    """Measure, print, and end with 1 when the budget is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, nargs="+", default=[20, 200])
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {time.strftime('%F')}")
    print(f"{'steps':>6} {'bare ms':>9} {'ours ms':>9} {'overhead':>9}")
    kept = True
    for steps in options.steps:
        pairs = [(_measured(bare, steps), _measured(ours, steps)) for _ in range(options.repeat)]
        alone, whole = (statistics.median(times) for times in zip(*pairs, strict=True))
        verdict = "kept" if whole - alone <= ALLOWANCE_MS else "MISSED"
        print(f"{steps:6} {alone:9.2f} {whole:9.2f} {whole - alone:9.2f} {verdict}")
        kept &= verdict == "kept"
    return 0 if kept else 1


def _measured(measure: Measure, steps: int) -> float:
    with tempfile.TemporaryDirectory(prefix="firstmate-bench-") as folder:
        return measure(Path(folder), steps)


if __name__ == "__main__":
    sys.exit(main())
