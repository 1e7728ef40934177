"""A run from its first step to its end, and what people may say to it meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflow.crews import Actors


def test_a_run_does_its_steps_and_ends():
    """The state it ends in is told once, at the end."""
    crew = Actors("[{id: a, run: x}, {id: b, run: y}]")

    assert crew.run() == "done"
    assert (crew.log, crew.states) == (["a", "b"], [("done", "")])


def test_a_failed_run_says_why():
    """Which step, and its error."""
    crew = Actors("[{id: a, run: x}, {id: b, run: fail}]")

    assert crew.run() == "failed"
    assert crew.states == [("failed", "b: broken")]


def test_rollback_undoes_the_last_first():
    """Steps without an undo are left as they are."""
    fails = "{id: d, run: fail, on_failure: rollback}"
    text = f"[{{id: a, run: x, undo: u}}, {{id: b, run: x}}, {{id: c, run: x, undo: u}}, {fails}]"
    crew = Actors(text)

    assert crew.run() == "rolled back"
    assert crew.log == ["a", "b", "c", "d", "undo c", "undo a"]


def test_an_undo_that_fails_is_a_state_of_its_own():
    """The others are still tried."""
    text = "[{id: a, run: x, undo: u}, {id: b, run: x, undo: fail}, {id: c, run: fail, on_failure: rollback}]"
    crew = Actors(text)

    assert crew.run() == "rollback failed"
    assert crew.log[-2:] == ["undo b", "undo a"]
    assert crew.states == [("rollback failed", "c: broken; not undone: b: it will not")]


def test_a_paused_run_begins_nothing_until_it_is_resumed():
    """What runs may end meanwhile."""
    says = [("a", {"do": "pause"}), ("pause", {"do": "go", "path": ["a"]}), ("go a", {"do": "resume"})]
    crew = Actors("[{id: a, run: wait}, {id: b, run: x}]", says)

    assert crew.run() == "done"
    assert crew.log == ["a", "pause", "go a", "resume", "b"]


def test_a_cancelled_run_begins_nothing_more():
    """What runs may end; nothing is undone."""
    says = [("a", {"do": "cancel"}), ("cancel", {"do": "go", "path": ["a"]})]
    crew = Actors("[{id: a, run: wait, undo: u}, {id: b, run: x}]", says)

    assert crew.run() == "cancelled"
    assert crew.log == ["a", "cancel", "off by cancel", "go a"]


def test_a_person_may_have_a_run_taken_back():
    """What was done is undone, once what runs has ended."""
    says = [("b", {"do": "rollback"}), ("rollback", {"do": "go", "path": ["b"]})]
    crew = Actors("[{id: a, run: x, undo: u}, {id: b, run: wait}, {id: c, run: x}]", says)

    assert crew.run() == "rolled back"
    assert crew.log == ["a", "b", "rollback", "off by rollback", "go b", "undo a"]


@pytest.mark.parametrize(
    ("said", "log", "state"),
    [
        ({"do": "retry", "path": ["b"]}, ["a", "b", "retry", "b", "c"], "done"),
        ({"do": "skip", "path": ["b"], "why": "by hand"}, ["a", "b", "skip", "c"], "done"),
        ({"do": "rollback"}, ["a", "b", "rollback", "off by rollback", "undo a"], "rolled back"),
        ({"do": "cancel"}, ["a", "b", "cancel", "off by cancel"], "cancelled"),
    ],
)
def test_a_run_that_asks_waits_for_what_a_person_says(said, log, state):
    """Retry, skip, take back, or call off."""
    text = "[{id: a, run: x, undo: u}, {id: b, run: fail, on_failure: ask}, {id: c, run: x}]"
    crew = Actors(text, [("asks", said)])

    assert crew.run() == state
    assert crew.log == log
    assert crew.states[0] == ("asks", "b: broken")


def test_a_branch_that_lost_is_called_off():
    """The run does not wait for it."""
    crew = Actors("[{id: p, join: any, parallel: {l: [{id: a, run: wait}], r: [{id: b, run: x}]}}, {id: c, run: x}]")

    assert crew.run() == "done"
    assert crew.log == ["p.l.a", "p.r.b", "c"]


def row(path: str, status: str, attempt: int = 1) -> dict[str, Any]:
    """One attempt of an earlier life."""
    error = "" if status == "done" else "broken"
    return {
        "path": path.split("."),
        "status": status,
        "output": path,
        "error": error,
        "attempt": attempt,
        "ended": 50.0,
    }


def test_a_reopened_run_tries_again_what_it_failed_for():
    """And only that: what was passed over stays passed over."""
    passed = "{id: a, run: x, on_failure: continue}, {id: b, run: x, on_failure: goto d}"
    text = f"[{passed}, {{id: c, run: x}}, {{id: d, run: x}}]"
    crew = Actors(text, rows=[row("a", "failed"), row("b", "failed"), row("d", "failed")])

    assert crew.run() == "done"
    assert crew.log == ["d"]


def test_a_reopened_run_goes_on_inside_its_blocks():
    """What is done in them is not done again."""
    text = "[{id: f, foreach: '[7, 8]', limit: 2, do: [{id: a, run: x}, {id: b, run: x}]}, {id: c, run: x}]"
    crew = Actors(text, rows=[row("f.0.a", "done"), row("f.1.a", "failed"), row("f.0.b", "done")])

    assert crew.run() == "done"
    assert crew.log == ["f.1.a", "f.1.b", "c"]


def test_an_ended_run_is_taken_back_with_what_its_steps_knew():
    """Each undo of a foreach knows its item."""
    text = "[{id: f, foreach: '[7, 8]', do: [{id: a, run: x, undo: u}]}, {id: b, run: x}]"
    rows = [row("f.0.a", "done"), row("f.1.a", "done"), row("b", "failed")]
    crew = Actors(text, rows=rows, ending="rollback")

    assert crew.run() == "rolled back"
    assert crew.log == ["undo f.1.a 8", "undo f.0.a 7"]


@pytest.mark.parametrize(
    ("said", "log"),
    [
        ({"do": "retry", "path": ["b"]}, ["a", "b", "retry", "b", "c"]),
        ({"do": "skip", "path": ["b"], "why": "it happened"}, ["a", "b", "skip", "c"]),
    ],
)
def test_a_step_that_may_have_happened_is_asked_about(said, log):
    """Whatever the step says about failures and retries."""
    text = "[{id: a, run: x, undo: u}, {id: b, run: unsure, retry: {limit: 2}, on_failure: rollback}, {id: c, run: x}]"
    crew = Actors(text, [("asks", said)])

    assert crew.run() == "done"
    assert (crew.log, crew.states[0]) == (log, ("asks", "b: broken"))


def test_retries_wait_each_for_its_own_time():
    """A short wait ends before a long one that began earlier."""
    text = """
- {id: a, run: fail, retry: {limit: 1, delay: 9h}}
- {id: b, needs: [], run: fail, retry: {limit: 1, delay: 1s}, on_failure: continue}
"""
    crew = Actors(text, slow=True)

    assert crew.run() == "failed"
    assert crew.log == ["a", "b", "b", "a"]


def test_a_database_that_is_away_is_waited_for():
    """The run goes on once it answers."""
    crew = Actors("[{id: a, run: x}]", away=1)

    assert crew.run() == "done"


def test_a_run_that_was_taken_over_does_nothing_more():
    """Its other worker ends it."""
    crew = Actors("[{id: a, run: x}, {id: b, run: x}]", taken="b")

    with pytest.raises(TimeoutError):
        crew.run(0.2)
    assert (crew.log, crew.states) == (["a"], [])
