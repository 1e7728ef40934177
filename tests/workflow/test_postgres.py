"""Several workers share one real Postgres: whose process ends or sleeps gives its runs to another, and none doubles."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from firstmate.adapters.journal import Journal
from tests.support.postgres import database, is_installed, postgres
from tests.support.require import require
from tests.workflow.killed.ledger import Ledger
from tests.workflow.support import content

ROOT = Path(__file__).parents[2]
WITHIN = 30.0
"""Seconds in which the runs of a dead worker have to be done on another."""


@pytest.fixture(scope="module")
def server():
    require("postgres", is_installed(), "apt-get install -y postgresql")
    with postgres() as url:
        yield url


def steps(name: str, count: int, lasts: float) -> str:
    """A workflow of as many steps, each of which writes its name and then takes its time."""
    written = "{{id: s{0}, action: ledger.write, with: {{name: {1} {0}, lasts: {2}}}}}"
    return json.dumps(content(f"[{', '.join(written.format(number, name, lasts) for number in range(count))}]"))


def begin(folder: Path, url: str, run: str, machine: str, text: str) -> subprocess.Popen[str]:
    """A worker of a machine, which carries a run and helps with those of others."""
    command = [sys.executable, "-m", "tests.workflow.killed.life", str(folder), url, run, machine, text]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True)


def ended(worker: subprocess.Popen[str], seconds: float) -> tuple[int, str]:
    """Its exit code, and what it had to complain about."""
    return worker.wait(seconds), worker.communicate()[1]


def until(seconds: float, holds) -> float:
    """How long it took until it held."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() < begun + seconds, "it does not come to hold"
        time.sleep(0.1)
    return time.monotonic() - begun


def state(url: str, run: str) -> str:
    with closing(Journal(url)) as journal:
        row = journal.run(run)
    return row.state if row else ""


def test_runs_of_a_dead_and_of_a_sleeping_worker_are_done_by_another(server, tmp_path):
    """Within thirty seconds, by its signs of life alone; the one that wakes up again does nothing twice."""
    url, ledger = database(server, "helped"), Ledger(tmp_path / "world")
    killed = begin(tmp_path, url, "killed", "one", steps("killed", 4, 0.5))
    asleep = begin(tmp_path, url, "asleep", "two", steps("asleep", 4, 0.5))
    helper = begin(tmp_path, url, "helper", "three", steps("helper", 5, 5.0))
    until(20, lambda: {"killed 1", "asleep 1", "helper 0"} <= set(ledger.effects()))

    killed.kill()
    asleep.send_signal(signal.SIGSTOP)
    took = until(WITHIN, lambda: state(url, "killed") == state(url, "asleep") == "done")
    asleep.send_signal(signal.SIGCONT)

    assert [ended(asleep, 20), ended(helper, 40), ended(killed, 1)] == [(0, ""), (0, ""), (-signal.SIGKILL, "")]
    assert Counter(ledger.effects()) == Counter(
        [*(f"{run} {n}" for run in ("killed", "asleep") for n in range(4)), *(f"helper {n}" for n in range(5))]
    )
    print(f"taken over and done after {took:.1f} s")


def test_a_second_worker_beside_a_living_one_takes_nothing(server, tmp_path):
    """Not on the same machine, and not on another."""
    url, ledger = database(server, "beside"), Ledger(tmp_path / "world")
    living = begin(tmp_path, url, "living", "one", steps("living", 4, 0.5))
    until(20, lambda: "living 0" in ledger.effects())

    beside = [begin(tmp_path, url, "living", machine, steps("living", 4, 0.5)) for machine in ("one", "two")]

    assert [ended(worker, 20) for worker in (*beside, living)] == [(0, "")] * 3
    assert ledger.effects() == [f"living {n}" for n in range(4)]
    assert state(url, "living") == "done"


def test_kills_on_postgres():
    """As on SQLite: every shape once in peace, then forty kills at any moment."""
    require("postgres", is_installed(), "apt-get install -y postgresql")
    command = [sys.executable, "scripts/soaks/engine.py", "--kills", "40", "--postgres"]
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'scripts'}"}
    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=280)

    assert ended.returncode == 0, ended.stdout + ended.stderr
