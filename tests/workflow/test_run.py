"""A run from its first step to its end, and what people may say to it meanwhile."""

from __future__ import annotations

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
    assert crew.log == ["a", "cancel", "go a"]


def test_a_person_may_have_a_run_taken_back():
    """What was done is undone, once what runs has ended."""
    says = [("b", {"do": "rollback"}), ("rollback", {"do": "go", "path": ["b"]})]
    crew = Actors("[{id: a, run: x, undo: u}, {id: b, run: wait}, {id: c, run: x}]", says)

    assert crew.run() == "rolled back"
    assert crew.log == ["a", "b", "rollback", "go b", "undo a"]


@pytest.mark.parametrize(
    ("said", "log", "state"),
    [
        ({"do": "retry", "path": ["b"]}, ["a", "b", "retry", "b", "c"], "done"),
        ({"do": "skip", "path": ["b"], "why": "by hand"}, ["a", "b", "skip", "c"], "done"),
        ({"do": "rollback"}, ["a", "b", "rollback", "undo a"], "rolled back"),
        ({"do": "cancel"}, ["a", "b", "cancel"], "cancelled"),
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
