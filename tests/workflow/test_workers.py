"""Workers of one machine: who is alive, and who takes over those that are not."""

from __future__ import annotations

import os
import signal

import pytest

from firstmate import run_wiring, wiring
from firstmate.adapters import workers


def dead(folder, name):
    """A worker whose process was killed."""
    ready, going = os.pipe()
    pid = os.fork()
    if not pid:
        with workers.alive(folder, name):
            os.write(going, b".")
            signal.pause()
    os.read(ready, 1)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(ready)
    os.close(going)


def test_a_worker_that_ended_in_order_leaves_nothing(tmp_path):
    """Nobody has to take it over."""
    with workers.alive(tmp_path, "w1"), workers.take_dead(tmp_path) as taken:
        assert taken == []

    assert list(tmp_path.iterdir()) == []


def test_a_killed_worker_is_given_to_one_only(tmp_path):
    """As long as he has not forgotten it, too."""
    dead(tmp_path, "w1")

    with workers.take_dead(tmp_path) as taken:
        assert taken == ["w1"]
        with workers.take_dead(tmp_path) as others:
            assert others == []
    with workers.take_dead(tmp_path) as later:
        assert later == []


def test_whoever_fails_while_taking_over_leaves_it_to_the_next(tmp_path):
    """It is forgotten only when its runs have been handed over."""
    dead(tmp_path, "w1")

    with pytest.raises(ZeroDivisionError), workers.take_dead(tmp_path):
        raise ZeroDivisionError
    with workers.take_dead(tmp_path) as taken:
        assert taken == ["w1"]


def test_workers_of_another_database_are_left_to_it(tmp_path, monkeypatch):
    """Whoever takes up the runs of one database forgets nobody whose runs are in another."""
    here, there = (f"sqlite:///{tmp_path / name}.db" for name in ("here", "there"))
    monkeypatch.setenv("FIRSTMATE_DATABASE_URL", there)
    with run_wiring.worker(run_wiring.journal()):
        (lock,) = wiring.folders().state.rglob("*.lock")
    lock.touch()  # as it stands when its process was killed

    taken = []
    for url in (here, there):
        monkeypatch.setenv("FIRSTMATE_DATABASE_URL", url)
        with run_wiring.worker(run_wiring.journal()) as worker, worker.dead() as names:
            taken.append(names)

    assert taken == [[], [lock.stem]]
