"""Which steps start, in which order, and how a run ends: the meaning of the format, case by case."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from firstmate.workflow.progress import Status, Verdict, again, completed, names_at, skipped
from tests.workflow.play import Play, UnsureEnd

BAD = ValueError("broken")
UNSURE = UnsureEnd("nobody knows")
ENDS = {"broken": BAD, "unsure": UNSURE}
CASES = YAML(typ="safe").load(Path(__file__).with_name("semantics.yaml").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_what_starts_and_how_it_ends(case):
    """As the table says."""
    ends = {
        name: [ENDS.get(end, end) if isinstance(end, str) else end for end in ends]
        for name, ends in case.get("ends", {}).items()
    }
    play = Play(json.dumps({key: case[key] for key in ("steps", "phases") if key in case}), ends)

    told = play.whole()

    assert (play.log, told.verdict) == (case["log"], Verdict(case["verdict"]))


def test_nothing_new_begins_once_a_step_has_failed():
    """What runs may end; its outcome counts."""
    play = Play("[{id: a, run: x}, {id: b, needs: [], run: y}, {id: c, run: z}]", {"a": [BAD]})
    play.go()
    play.end("a")

    assert play.go().verdict is None
    play.end("b")
    assert play.go().verdict is Verdict.FAILED
    assert (play.status("b"), play.status("c")) == (Status.DONE, None)


def test_the_first_branch_that_succeeds_calls_the_others_off():
    """With `join: any`; its output is that of the block."""
    play = Play("[{id: p, join: any, parallel: {l: [{id: a, run: x}], r: [{id: c, run: x}]}}]", {"c": [7]})
    play.go()
    play.end("c")

    told = play.go()

    assert told.cancel == (("p", "l", "a"),) and play.status("p.l.a") is Status.CANCELLED
    assert told.verdict is Verdict.DONE and play.output("p") == {"r": 7}


def test_a_retry_waits_longer_each_time():
    """`delay`, then `backoff` times as long."""
    play = Play("[{id: a, run: x, retry: {limit: 2, delay: 10s, backoff: 3}}]", {"a": [BAD]})
    play.go()
    play.end()

    assert play.go().wake == 10.0
    play.now = 9.0
    assert play.go().start == ()
    play.now = 10.0
    assert [start.attempt for start in play.go().start] == [2]
    play.end()
    assert play.go().wake == 40.0


def test_outputs_of_blocks():
    """Of parallel by branch, of foreach a list in the order of the items, of switch that of its case."""
    text = """
- {id: p, parallel: {l: [{id: a, run: x}], r: [{id: b, run: x}]}}
- {id: f, foreach: "['u', 'v']", limit: 2, do: [{id: c, run: x}]}
- {id: s, switch: steps.p.output.l, cases: {'1': [{id: d, run: x}]}}
"""
    ends = {"a": [1], "b": [2], "f.0.c": ["U"], "f.1.c": ["V"], "d": [9]}
    play = Play(text, ends)

    assert play.whole().verdict is Verdict.DONE
    assert (play.output("p"), play.output("f"), play.output("s")) == ({"l": 1, "r": 2}, ["U", "V"], 9)
    assert [play.seen[f"f.{n}.c"]["item"] for n in (0, 1)] == ["u", "v"]
    assert play.seen["f.1.c"]["index"] == 1


def test_a_branch_does_not_see_into_another():
    """Only the steps of its own list and of those around it."""
    play = Play("[{id: z, run: x}, {id: p, parallel: {l: [{id: a, run: x}, {id: b, run: x}], r: [{id: c, run: x}]}}]")
    play.whole()

    assert set(play.seen["p.l.b"]["steps"]) == {"z", "a"}


def test_later_phases_know_the_steps_of_earlier_ones():
    """By their names."""
    play = Play("{phases: [{id: p, steps: [{id: a, run: x}]}, {id: q, steps: [{id: c, run: x}]}]}", {"a": [5]})
    play.whole()

    assert play.seen["q.steps.c"]["steps"]["a"]["output"] == 5


def test_completed_steps_are_undone_the_last_one_first():
    """Blocks are not undone, their steps are; each knows what it knew when it ran, and its own output."""
    text = "[{id: a, run: x}, {id: f, foreach: '[7, 8]', do: [{id: b, run: x}]}, {id: c, run: x, on_failure: rollback}]"
    play = Play(text, {"c": [BAD], "f.1.b": ["out"]})
    play.whole()

    undone = [path for path, _ in completed(play.workflow, play.records)]

    assert undone == [("f", "1", "b"), ("f", "0", "b"), ("a",)]
    names = names_at(play.workflow, play.records, {}, ("f", "1", "b"))
    assert (names["item"], names["steps"]["b"]["output"]) == (8, "out")


def test_a_step_that_failed_half_way_is_undone_too():
    """It has an output then, which says what takes back what it did."""
    play = Play("[{id: a, run: x}, {id: b, run: x, on_failure: rollback}]", {"b": [BAD]})
    play.whole()
    assert [path for path, _ in completed(play.workflow, play.records)] == [("a",)]

    play.records = {**play.records, ("b",): replace(play.records["b",], output={"undo": {}})}

    assert [path for path, _ in completed(play.workflow, play.records)] == [("b",), ("a",)]


@pytest.mark.parametrize("path", [("b",), ("p", "l", "b")])
def test_a_person_may_have_a_failed_step_tried_again(path):
    """The run goes on from there, also inside a block."""
    inner = "{id: b, run: x, on_failure: ask}"
    text = f"[{{id: a, run: x}}, {inner}, {{id: c, run: x}}]"
    if len(path) > 1:
        text = f"[{{id: a, run: x}}, {{id: p, parallel: {{l: [{inner}]}}}}, {{id: c, run: x}}]"
    play = Play(text, {"b": [BAD]})
    told = play.whole()
    assert (told.verdict, told.because) == (Verdict.ASK, path)

    play.records, play.ends = again(play.records, path), {}

    assert play.whole().verdict is Verdict.DONE and play.log[-2:] == [f"{'.'.join(path)}#2", "c"]


def test_a_person_may_skip_a_failed_step():
    """It counts as not needed, with the reason; the run goes on."""
    play = Play("[{id: a, run: x}, {id: b, run: y}]", {"a": [BAD]})
    play.whole()

    play.records = skipped(play.records, ("a",), "done by hand", play.now)

    assert play.whole().verdict is Verdict.DONE
    assert (play.status("a"), play.records[("a",)].error) == (Status.SKIPPED, "done by hand")


@pytest.mark.parametrize("path", [("a",), ("p", "l", "a")])
def test_a_person_says_whether_an_unsure_step_is_done_again(path):
    """Once he has looked, the run goes on where it stood, also inside a block that gotos after a failure."""
    inner = "{id: a, run: x, retry: {limit: 3}}"
    block = f"{{id: p, on_failure: goto c, parallel: {{l: [{inner}]}}}}" if len(path) > 1 else inner
    play = Play(f"[{block}, {{id: b, run: x}}, {{id: c, run: x}}]", {"a": [UNSURE, 1]})
    told = play.whole()
    assert (told.verdict, told.because) == (Verdict.ASK, path)

    play.records = again(play.records, path)

    assert play.whole().verdict is Verdict.DONE and play.log[-3:] == [f"{'.'.join(path)}#2", "b", "c"]


STEPS = st.lists(st.sampled_from(["stop", "continue", "rollback", "ask"]), min_size=1, max_size=6)


@settings(max_examples=200, deadline=None)
@given(STEPS, st.data())
def test_every_run_ends(failures, data):
    """Whatever fails, and whatever needs what: no run hangs, nothing starts twice, no step before its needs."""
    names = "abcdef"[: len(failures)]
    lines = []
    for number, (name, failure) in enumerate(zip(names, failures, strict=True)):
        needs = data.draw(st.lists(st.sampled_from(names[:number]), unique=True)) if number else []
        lines.append(f"{{id: {name}, run: x, needs: [{', '.join(needs)}], on_failure: {failure}}}")
    ends = {name: [BAD] for name in names if data.draw(st.booleans())}
    play = Play(f"[{', '.join(lines)}]", ends)

    play.whole()

    started = " ".join(play.log).split()
    assert len(started) == len(set(started))
    order = {step: number for number, step in enumerate(started)}
    for step in play.workflow.steps:
        assert all(order[need] < order[step.id] for need in step.needs if step.id in order)
