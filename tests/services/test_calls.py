"""Calls of models in the book: reserved before they begin, once for each tier, never beyond a budget."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from firstmate.adapters.call_book import Call, CallBook, CallState
from firstmate.adapters.claude import Answer
from firstmate.adapters.price_table import prices
from firstmate.command_tiers import CommandTier
from firstmate.model_tiers import Asked, Choice, ModelTier, Task
from firstmate.services.agent_steps import more_of
from firstmate.services.agents import Agent
from firstmate.services.calls import Job, Ledger, asked_for, worked
from firstmate.services.hands import StepError
from firstmate.services.permission import Place
from firstmate.sites.values import Budgets
from firstmate.workflow.values import Kind, Step

SCHEMA = {"type": "object", "required": ["cause"], "properties": {"cause": {"enum": ["oom", "config"]}}}
GOOD, BAD, UNSURE = '{"cause": "oom"}', "gremlins", '{"cause": "config", "confidence": "low"}'


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    book = CallBook(f"sqlite:///{tmp_path}/runs.db")
    yield Ledger(book, lambda: 1.0, prices())
    book.close()


def job(step: str = "judge", budget: float = 0.0, run: str = "r1", **intent: Any) -> Job:
    """What a step of the run asks, on haiku first."""
    place = Place(run, Step(step, Kind.AGENT, "x", output=SCHEMA), (step,), 1)
    budgets = {run: budget} if budget else {}
    return Job(
        place, {"prompt": "Why?", "data": {}, **intent}, Agent("x", "", "p"), Task(asked=Asked("haiku")), budgets
    )


class Answering:
    """Carries calls with these answers, one after the other; each costs what is told."""

    def __init__(self, ledger: Ledger, *answers: str, cost: float = 0.01) -> None:
        self.ledger, self.answers, self.cost = ledger, list(answers), cost
        self.asked: list[str] = []

    async def begin(self, job: Job, call: Call) -> None:
        self.asked.append(call.tier)
        self.ledger.note(replace(call, cost=self.cost), self.answers.pop(0), job.place.step.output)

    async def go_on(self, job: Job, call: Call) -> None:
        await self.begin(job, call)


@pytest.mark.parametrize(
    ("answers", "tiers", "cause"),
    [
        ([GOOD], ["haiku"], "oom"),
        ([BAD, GOOD], ["haiku", "sonnet"], "oom"),
        ([UNSURE, GOOD], ["haiku", "sonnet"], "oom"),
        ([UNSURE, UNSURE, UNSURE], ["haiku", "sonnet", "opus"], "config"),
        ([UNSURE, BAD, BAD], ["haiku", "sonnet", "opus"], "config"),
    ],
)
def test_it_goes_up_until_an_answer_holds(ledger: Ledger, answers: list[str], tiers: list[str], cause: str) -> None:
    """Once each; one that fits and is not sure is better than none."""
    carrier = Answering(ledger, *answers)

    output = asyncio.run(worked(ledger, job(), carrier))

    assert (output["cause"], carrier.asked) == (cause, tiers)


def test_where_nothing_holds_all_is_told(ledger: Ledger) -> None:
    """And another attempt of the step asks nobody again."""
    with pytest.raises(StepError, match="haiku: it is no JSON; sonnet: it is no JSON; opus: it is no JSON"):
        asyncio.run(worked(ledger, job(), Answering(ledger, BAD, BAD, BAD)))
    with pytest.raises(StepError, match="the answer of opus did not hold"):
        asyncio.run(worked(ledger, job(), Answering(ledger)))


def test_what_was_answered_is_not_asked_again(ledger: Ledger) -> None:
    """The same question of the same step; other data, another step or another run is another question."""
    first = Answering(ledger, GOOD)
    asyncio.run(worked(ledger, job(), first))
    asyncio.run(worked(ledger, job(), first))
    assert first.asked == ["haiku"]

    others = Answering(ledger, GOOD, GOOD, GOOD)
    for other in (job(data={"log": "new"}), job("two"), job(run="r2")):
        asyncio.run(worked(ledger, other, others))
    assert len(others.asked) == 3


def test_the_budget_ends_it_before_the_next_call(ledger: Ledger) -> None:
    """With what is left, and what was tried."""
    carrier = Answering(ledger, BAD, cost=0.2)

    with pytest.raises(StepError, match=r"haiku: it is no JSON; \$0.30 of the budget is left, which bears no call"):
        asyncio.run(worked(ledger, job(budget=0.5), carrier))


def test_a_call_counts_with_its_reservation_until_its_end(ledger: Ledger) -> None:
    """Nobody else can have that money meanwhile: others wait, and begin when it is free again."""
    first = ledger.next(job(budget=0.3), [])
    assert isinstance(first, Call) and (first.reserved, first.counts) == (0.25, 0.25)
    assert ledger.next(job("two", budget=0.3), []) is None

    ledger.note(replace(first, cost=0.01), GOOD, SCHEMA)
    assert isinstance(ledger.next(job("two", budget=0.3), []), Call)


def test_money_that_nobody_gives_back_is_not_waited_for_for_ever(ledger: Ledger) -> None:
    """The process that held it may be gone: what is left then decides."""
    ledger.next(job(budget=0.3), [])

    choice = ledger.next(job("two", budget=0.3), [], patient=False)

    assert isinstance(choice, Choice) and choice.tier is None and "$0.05 of the budget is left" in str(choice)


def test_of_many_at_once_only_those_begin_that_the_budget_bears(ledger: Ledger) -> None:
    """What is left is read and kept back by one after the other."""
    with ThreadPoolExecutor(8) as pool:
        calls = list(pool.map(lambda n: ledger.next(job(f"s{n}", budget=1.0), []), range(16)))

    begun = [call for call in calls if isinstance(call, Call)]
    assert sum(call.reserved for call in begun) <= 1.0 and len(begun) == 4


def test_the_budget_of_a_run_counts_those_inside_it(ledger: Ledger) -> None:
    """A workflow that another one calls spends from both budgets."""
    inner = replace(job(run="r1.sub.1"), budgets={"r1.sub.1": 5.0, "r1": 0.3})
    assert isinstance(ledger.next(inner, []), Call)

    assert ledger.next(job("two", budget=0.3), []) is None


def test_a_session_that_goes_on_has_more_kept_back(ledger: Ledger) -> None:
    """Beside what it has cost; where the budget does not bear it, it does not go on."""
    call = ledger.next(job(budget=0.3), [])
    assert isinstance(call, Call)
    put_off = replace(call, state=CallState.DEFERRED, cost=0.05)
    ledger.book.write(put_off)

    going = ledger.again(job(budget=0.3), put_off)
    assert going and going.reserved == pytest.approx(0.3) and going.cap < 0.25 and going.state is CallState.RUNNING
    assert ledger.again(job(budget=0.3), replace(going, cost=0.2)) is None


def test_a_step_that_says_it_is_forbidden_asks_nobody() -> None:
    """No person either."""
    step = Step("judge", Kind.AGENT, "x", tier=CommandTier.FORBIDDEN)

    with pytest.raises(StepError, match="forbidden"):
        asyncio.run(asked_for(None, Place("r1", step, ("judge",), 1), {}))  # type: ignore[arg-type]  # it needs none


def test_who_does_not_pay_has_no_prices(ledger: Ledger) -> None:
    """A session of the user's own: nothing is kept back, and tiers go up as ever."""
    free = Ledger(ledger.book, lambda: 1.0)
    call = free.next(job(budget=0.01), [])
    assert isinstance(call, Call) and (call.reserved, call.tier) == (0.0, "haiku")

    free.note(call, BAD, SCHEMA)
    after = free.next(job(budget=0.01), free.of(job()))
    assert isinstance(after, Call) and after.tier == "sonnet" and after.session != call.session


def test_sessions_have_names_that_can_be_made_again(ledger: Ledger) -> None:
    """Of what they are for: a process that comes after finds them without having been told."""
    call = ledger.next(job(), [])
    assert isinstance(call, Call)

    assert not isinstance(call, Choice) and ledger.of(job()) == [call]


@pytest.mark.parametrize(
    ("told", "answer", "more"),
    [
        (None, Answer(usd=0.2, tokens=10, own=10), 0.2),
        ({"usd": 0.2, "tokens": 10}, Answer(usd=0.3, tokens=15, own=5), 0.1),  # it adds up the session
        ({"usd": 0.2, "tokens": 10}, Answer(usd=0.1, tokens=5, own=5), 0.1),  # it counts this process
        ({"usd": 0.2, "tokens": 10}, Answer(usd=0.2, tokens=10, own=0), 0.0),  # put off again at once
        ({"usd": 0.2, "tokens": 10}, Answer(usd=0.0, tokens=0, own=0), 0.0),
    ],
)
def test_what_a_further_process_of_a_session_has_cost(told: Any, answer: Answer, more: float) -> None:
    """Newer clients add up the whole session, older ones count the process: told apart by the tokens."""
    call = Call("s", "r", ("a",), "x", "haiku", "q", CallState.RUNNING, 0.0, None, 0.2, 0.1, told=told)

    assert more_of(call, answer) == pytest.approx(more)


def test_every_tier_has_its_price() -> None:
    """Dearer with each tier, and a session is worth more than its last request."""
    table = prices()
    assert list(table) == list(ModelTier)
    requests = [price.request for price in table.values()]
    assert requests == sorted(requests) and all(price.session > price.request + price.usual for price in table.values())


DAY = 86_400.0


@pytest.mark.parametrize(
    ("budgets", "waits"), [(Budgets(usd_per_day=0.4), DAY), (Budgets(usd_per_month=0.4), 40 * DAY)]
)
def test_what_the_site_allows_bounds_all_runs_together(ledger: Ledger, budgets: Budgets, waits: float) -> None:
    """What it does not bear is not called, until the next day or month; a run's own budget does not matter."""
    limited = replace(ledger, site=lambda: budgets)
    begun = limited.next(job(run="r1"), ())
    assert isinstance(begun, Call)
    limited.note(replace(begun, cost=0.399), GOOD, SCHEMA)

    refused = limited.next(job(run="r2", budget=9.0), ())
    later = replace(limited, clock=lambda: 1.0 + waits).next(job(run="r2", budget=9.0), ())

    assert isinstance(refused, Choice) and refused.tier is None and "budget" in refused.why[-1]
    assert isinstance(later, Call)
