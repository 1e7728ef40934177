"""Processes of the engine are killed; their runs go on where they stood, and nothing happens twice."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from firstmate.adapters.journal import Journal
from tests.workflow.support import content

ROOT = Path(__file__).parents[2]
SHAPES = {
    "line": "[{id: a, run: x}, {id: b, run: x}, {id: c, run: x}, {id: d, run: x}]",
    "parallel": "[{id: p, parallel: {l: [{id: a, run: x}, {id: b, run: x}], r: [{id: c, run: x}, {id: d, run: x}]}}]",
    "each": "[{id: f, foreach: '[1, 2, 3, 4]', limit: 2, do: [{id: a, run: x}, {id: b, run: x}]}, {id: c, run: x}]",
    "any": "[{id: p, join: any, parallel: {l: [{id: a, run: x}], r: [{id: b, run: x}]}}, {id: c, run: x}]",
    "retry": "[{id: a, run: flaky, retry: {limit: 2, delay: 10ms}}, {id: b, run: x}, {id: c, run: x}]",
    "rollback": "[{id: a, run: x, undo: u}, {id: b, run: x, undo: u}, {id: c, run: fail, on_failure: rollback}]",
}
ENDS = {"rollback": "rolled back"}


@dataclass
class Worker:
    """One process of the engine, and the name it goes by."""

    process: subprocess.Popen[str]
    name: str

    @classmethod
    def start(cls, folder: Path, *more: str) -> Worker:
        url, world = f"sqlite:///{folder / 'runs.db'}", folder / "world"
        world.touch()
        command = [sys.executable, "-m", "tests.workflow.worker", url, str(world), "run-1", *more]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert process.stdout
        return cls(process, process.stdout.readline().strip())

    def live(self, seconds: float | None) -> str:
        """What it printed until its end, or until it is killed after so many seconds."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
        printed, errors = self.process.communicate()
        assert self.process.returncode in (0, -9), errors
        return printed.strip()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_run_survives_the_end_of_its_processes(tmp_path, shape):
    """Three workers are killed at random; the last one ends the run. Every effect is there once."""
    chooser = random.Random(shape)
    worker = Worker.start(tmp_path, json.dumps(content(SHAPES[shape])))
    dead, printed = [worker.name], worker.live(0.1 + chooser.random() * 0.3)
    for kill in (chooser.random() * 0.4, chooser.random() * 0.4, None):
        if not printed:
            worker = Worker.start(tmp_path, "adopt", *dead)
            dead.append(worker.name)
            printed = worker.live(kill)

    effects = (tmp_path / "world").read_text().splitlines()
    assert printed == ENDS.get(shape, "done")
    assert [effect for effect, times in Counter(effects).items() if times > 1] == []
    run = Journal(f"sqlite:///{tmp_path / 'runs.db'}").run("run-1")
    assert run and run.state == printed and run.ended
