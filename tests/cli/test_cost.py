"""`firstmate tier` and `firstmate cost`: which model a step gets and why, and what the calls of models have cost."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from firstmate import run_wiring
from firstmate.adapters.call_book import Call, CallBook, CallState

STEPS = """
schema: 1
name: judge
description: A test.
model: sonnet
inputs: {runbook: {type: string, default: ""}}
steps:
  - {id: look, run: kubectl get pods}
  - {id: cause, agent: k8s-diagnostician, prompt: Why?}
  - {id: report, agent: prometheus-analyst, prompt: Tell it., model: haiku}
  - {id: plan, agent: git-operator, prompt: What now?, model: auto, with: {work: plan}}
"""


@pytest.fixture
def workflow(home: Path) -> str:
    folder = home / ".config/firstmate/workflows"
    folder.mkdir(parents=True)
    (folder / "judge.yaml").write_text(STEPS)
    return "judge"


def test_the_tier_of_every_agents_step_with_its_reason(firstmate, workflow):
    """Step before workflow before agent; auto by what is known. Steps without a model are not named."""
    told = json.loads(firstmate("tier", workflow, "--json").out)

    assert [(one["step"], one["tier"]) for one in told] == [("cause", "sonnet"), ("report", "haiku"), ("plan", "opus")]
    assert [one["why"] for one in told] == [
        ["the workflow says sonnet"],
        ["the step says haiku"],
        ["no runbook matches"],
    ]


def test_the_tier_of_one_step(firstmate, workflow):
    """As a line for people; a step that is none is told with the nearest one."""
    assert "the step says haiku" in firstmate("tier", workflow, "report").out
    assert "cause" not in firstmate("tier", workflow, "report").out

    wrong = firstmate("tier", workflow, "repotr")
    assert (wrong.code, "`report`" in wrong.err) == (2, True)


def test_a_budget_that_does_not_bear_a_tier_lowers_it(firstmate, workflow, home):
    """With what the tier would need."""
    path = home / ".config/firstmate/workflows/judge.yaml"
    path.write_text(path.read_text() + "budget: {usd: 0.3}\n")

    (cause,) = json.loads(firstmate("tier", workflow, "cause", "--json").out)

    assert (cause["tier"], cause["why"][-1]) == ("haiku", "sonnet needs $0.41, $0.30 is left")


CALL = Call("s1", "r1", ("a",), "x", "haiku", "q", CallState.HELD, 0.0, 5.0, 0.2, 0.1, cost=0.05)


@pytest.fixture
def book() -> CallBook:
    """Three calls that ended and one that is under way."""
    made = run_wiring.call_book()
    for call in (
        CALL,
        replace(CALL, session="s2", path=("b",), tier="opus", cost=0.5),
        replace(CALL, session="s3", run="r2", begun=200_000.0, cost=0.1),
        replace(CALL, session="s4", run="r2", begun=200_001.0, ended=None, state=CallState.RUNNING, cost=0.0),
    ):
        made.write(call)
    return made


@pytest.mark.parametrize(
    ("by", "sums"),
    [
        ("run", {"r1": 0.55, "r2": 0.3}),
        ("tier", {"haiku": 0.35, "opus": 0.5}),
        ("step", {"r1 a": 0.05, "r1 b": 0.5, "r2 a": 0.3}),
        ("day", {"1970-01-01": 0.55, "1970-01-03": 0.3}),
        ("month", {"1970-01": 0.85}),
    ],
)
@pytest.mark.usefixtures("book")
def test_what_calls_have_cost(firstmate, by, sums, monkeypatch):
    """Summed up five ways; what is under way counts with what is reserved for it."""
    monkeypatch.setenv("TZ", "UTC")
    told = json.loads(firstmate("cost", "--by", by, "--json").out)

    assert {one["key"]: pytest.approx(one["usd"]) for one in told} == sums
    assert sum(one["reserved"] for one in told) == pytest.approx(0.2)


@pytest.mark.usefixtures("book")
def test_the_cost_for_people(firstmate):
    """A line for each, and the sum of all."""
    lines = firstmate("cost").out.splitlines()

    assert lines[-1].split() == ["together", "4", "0.8500", "0.2000"]


@pytest.mark.usefixtures("book")
def test_what_the_site_allows_is_told_with_what_is_spent_of_it(firstmate, home, monkeypatch):
    """For this day and this month."""
    folder = home / ".config/firstmate"
    folder.mkdir(parents=True)
    (folder / "site.yaml").write_text("schema: 1\nbudgets: {usd_per_day: 2, usd_per_month: 20}\n")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setattr("firstmate.wiring.clock", lambda: 200_002.0)

    assert firstmate("cost").out.splitlines()[-2:] == [
        "1970-01-03: 0.30 of the 2.00 USD that the site file allows",
        "1970-01: 0.85 of the 20.00 USD that the site file allows",
    ]


def test_nothing_has_cost_anything(firstmate):
    """Said on standard error; as JSON it is an empty list."""
    assert "No model was called" in firstmate("cost").err
    assert json.loads(firstmate("cost", "--json").out) == []


def test_a_call_is_kept_with_the_runs_around_it(book):
    """The runs inside a run count for it; a run whose name begins alike does not."""
    book.write(replace(CALL, session="s5", run="r1.sub.1"))
    book.write(replace(CALL, session="s6", run="r10"))

    assert [call.session for call in book.of("r1")] == ["s1", "s2", "s5"]
