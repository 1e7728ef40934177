"""`firstmate run due`: what a schedule begins, once for each time that it was due."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_run import Terminal

EVERY_MINUTE = {"triggers": {"schedule": "* * * * *"}}


SHIPPED = Path(__file__).parents[2] / "workflows"


@pytest.fixture
def terminal(home: Path) -> Iterator[Terminal]:
    """Without the schedules that ship: one of them may be due just now."""
    made = Terminal(home)
    for path in SHIPPED.glob("*.yaml"):
        if "schedule:" in path.read_text():
            made.write(path.stem, "[{id: a, run: 'true'}]")
    yield made
    made.close()


def written(terminal: Terminal, name: str, steps: str, **head: object) -> None:
    """A workflow whose file is ten minutes old."""
    terminal.write(name, steps, **head)
    then = time.time() - 600
    os.utime(terminal.workflows / f"{name}.yaml", (then, then))


def test_what_is_due_runs_once(terminal):
    """The second call in the same minute finds nothing more to do; what has no schedule is left alone."""
    written(terminal, "tick", "[{id: a, run: 'echo tick >> ticks'}]", **EVERY_MINUTE)
    written(terminal, "other", "[{id: a, run: 'echo other >> ticks'}]")
    first = terminal("run", "due", "--json")
    begun = [told for told in json.loads(first.stdout) if told["workflow"] == "tick"]
    assert first.returncode == 0 and begun[0]["state"] == "done"
    second = json.loads(terminal("run", "due", "--json").stdout)
    ticks = (terminal.home / "ticks").read_text().split()
    assert ticks == ["tick"] * (1 + len(second))
    assert begun[0]["run"] not in [told["run"] for told in second]


def test_a_dry_run_begins_nothing(terminal):
    """It says what would be begun."""
    written(terminal, "tick", "[{id: a, run: 'echo tick >> ticks'}]", **EVERY_MINUTE)
    told = terminal("run", "due", "--dry-run")
    assert told.returncode == 0 and "tick-due-" in told.stdout and ": due" in told.stdout
    assert not (terminal.home / "ticks").exists()


def test_a_file_that_cannot_be_read_does_not_spoil_the_others(terminal):
    """It is named, with its line, and the exit code says that not all is done."""
    written(terminal, "tick", "[{id: a, run: 'echo tick >> ticks'}]", **EVERY_MINUTE)
    written(terminal, "bad", "[{id: a, runn: x}]", **EVERY_MINUTE)
    told = terminal("run", "due")
    assert told.returncode == 1
    assert "bad.yaml:" in told.stderr and "tick-due-" in told.stdout
    assert (terminal.home / "ticks").exists()


def test_a_workflow_that_was_written_after_it_was_due_waits_for_the_next_time(terminal):
    """Nothing is made up for that nobody had asked for."""
    terminal.write("yearly", "[{id: a, run: 'true'}]", triggers={"schedule": "0 0 1 1 *"})
    assert terminal("run", "due").stdout == ""
