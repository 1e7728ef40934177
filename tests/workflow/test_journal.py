"""The database of runs: one run for each key, an intent before its outcome, workers that are taken over once."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest
import sqlalchemy

from firstmate.adapters.journal import Journal, RunRow, TakenOverError
from firstmate.errors import UnknownError, UsageError


@pytest.fixture
def journal(tmp_path):
    made = Journal(f"sqlite:///{tmp_path / 'runs.db'}")
    yield made
    made.close()


def run(name: str = "run-1", key: str = "", begun: float = 1.0) -> RunRow:
    return RunRow(name, "heal", {"steps": []}, {"inputs": {"n": 1}}, key, "running", "", begun, None, "w1")


def test_a_run_is_read_as_it_was_written(journal):
    """The newest first, as many as are wanted."""
    for number in (1, 2, 3):
        journal.new_run(run(f"run-{number}", begun=float(number)))

    assert journal.run("run-1") == run("run-1")
    assert [row.id for row in journal.runs(2)] == ["run-3", "run-2"]
    assert journal.run("run-9") is None


def test_one_run_at_a_time_for_each_key(journal):
    """The second is told which one goes on; when that has ended, it may begin."""
    journal.new_run(run("run-1", key="shop/web"))
    journal.new_run(run("run-2", key="shop/api"))

    with pytest.raises(UsageError, match="Run run-1 of heal goes on: one at a time for `shop/web`"):
        journal.new_run(run("run-3", key="shop/web"))

    journal.set_state("run-1", "done", "", ended=2.0)
    journal.new_run(run("run-3", key="shop/web"))
    assert journal.going("shop/web") == "run-3"


def test_runs_without_a_key_go_on_beside_each_other(journal):
    """As many as are started."""
    journal.new_run(run("run-1"))
    journal.new_run(run("run-2"))

    assert len(journal.runs(10)) == 2


def test_an_intent_that_is_there_already_was_interrupted(journal):
    """Whoever begins the attempt again is told; once it has ended, its outcome is there."""
    journal.new_run(run())

    assert journal.begin("run-1", ("p", "a"), 1, {"command": "x"}, "w1", 5.0) is None
    journal.hand_over(["w1"], "w2")
    earlier = journal.begin("run-1", ("p", "a"), 1, {"command": "x"}, "w2", 6.0)
    assert earlier and (earlier.worker, earlier.status, earlier.intent) == ("w1", "running", {"command": "x"})

    journal.end("run-1", ("p", "a"), 1, "done", {"n": 1}, "", 7.0)
    assert [(s.path, s.status, s.output, s.ended) for s in journal.steps("run-1")] == [
        (("p", "a"), "done", {"n": 1}, 7.0)
    ]


def test_what_people_say_is_told_once_in_order(journal):
    """From a number on."""
    for word in ("pause", "resume"):
        journal.tell("run-1", {"do": word}, 1.0)

    told = journal.told("run-1", 0)

    assert [command["do"] for _, command in told] == ["pause", "resume"]
    assert [command["do"] for _, command in journal.told("run-1", told[0][0])] == ["resume"]
    assert journal.told("run-2", 0) == []


def test_a_dead_worker_is_taken_over_by_one_only(journal):
    """Whoever asks first; a living one by nobody."""
    journal.beat("old", 1.0)
    journal.beat("new", 1.0)
    journal.beat("new", 9.0)

    assert journal.take_dead(before=5.0, at=9.0) == ["old"]
    assert journal.take_dead(before=5.0, at=9.0) == []


def test_who_took_a_dead_worker_may_die_too(journal):
    """Until it is forgotten, somebody else takes it after a while."""
    journal.beat("old", 1.0)
    journal.take_dead(before=5.0, at=9.0)

    assert journal.take_dead(before=12.0, at=20.0) == ["old"]
    journal.forget(["old"])
    assert journal.take_dead(before=99.0, at=99.0) == []


def test_a_worker_begins_nothing_in_a_run_that_was_taken_over(journal):
    """However long it slept: the other one carries it now."""
    journal.new_run(run())
    journal.hand_over(["w1"], "w2")

    with pytest.raises(TakenOverError, match="w2"):
        journal.begin("run-1", ("a",), 1, {}, "w1", 5.0)
    assert journal.steps("run-1") == []


def test_runs_inside_of_others_are_handed_over_with_them(journal):
    """But nobody carries them for themselves."""
    journal.new_run(run())
    journal.new_run(dataclasses.replace(run("run-1.w.1"), lives=0))
    journal.hand_over(["w1"], "w2")

    assert [row.id for row in journal.carried_by("w2")] == ["run-1"]
    assert journal.begin("run-1.w.1", ("a",), 1, {}, "w2", 5.0) is None


def test_a_later_version_is_refused(tmp_path):
    """Rather than spoiled."""
    url = f"sqlite:///{tmp_path / 'runs.db'}"
    Journal(url).close()
    with sqlalchemy.create_engine(url).begin() as talk:
        talk.execute(sqlalchemy.text("update firstmate_schema set version = 99"))

    with pytest.raises(UsageError, match="version 99"):
        Journal(url)


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("nonsense", UsageError),
        ("sqlite:////proc/none/runs.db", UnknownError),
        ("postgresql+psycopg://nobody@127.0.0.1:1/none", UnknownError),
    ],
)
def test_a_database_that_is_none_gets_one_sentence(url, error):
    """And no traceback."""
    with pytest.raises(error):
        Journal(url)


def test_several_processes_may_set_it_up_at_once(tmp_path):
    """None of them fails, and there is one version in it."""
    url = f"sqlite:///{tmp_path / 'runs.db'}"
    code = f"from firstmate.adapters.journal import Journal; Journal({url!r}).runs(1)"
    started = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True) for _ in range(6)]

    assert [process.communicate()[1] for process in started] == [""] * 6
