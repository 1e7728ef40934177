"""The cheapest model that will do, and why; never one whose answer did not hold, never beyond the budget."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstmate.model_tiers import Asked, Choice, ModelTier, Price, Task, choose, reserve

HAIKU, SONNET, OPUS = ModelTier
PRICES = {
    HAIKU: Price(1, 5, 50_000, 4_000, usual=0.04, session=0.2),
    SONNET: Price(3, 15, 50_000, 8_000, usual=0.1, session=0.6),
    OPUS: Price(5, 25, 50_000, 8_000, usual=0.3, session=1.2),
}


@pytest.mark.parametrize(
    ("task", "tier", "why"),
    [
        (Task("status"), HAIKU, "repeats what is there"),
        (Task("list", causes=5), HAIKU, "repeats what is there"),
        (Task("analyse"), SONNET, "one cause in one system"),
        (Task("diagnose", runbook="oom"), SONNET, "one cause in one system"),
        (Task("diagnose"), OPUS, "no runbook matches"),
        (Task("analyse", causes=2), OPUS, "2 plausible causes"),
        (Task("analyse", systems=2), OPUS, "a change of 2 systems"),
        (Task("analyse", namespaces=4), OPUS, "it reaches 4 namespaces"),
        (Task("diagnose", causes=3, runbook="oom", runbook_proven=True), SONNET, "one lower: runbook oom"),
        (Task("diagnose", runbook="oom", runbook_proven=True), HAIKU, "one lower: runbook oom"),
        (Task("diagnose", Asked(agent="haiku")), HAIKU, "the agent says haiku"),
        (Task("status", Asked(workflow="opus", agent="haiku")), OPUS, "the workflow says opus"),
        (Task("status", Asked("sonnet", "opus", "haiku")), SONNET, "the step says sonnet"),
        (Task("status", Asked("auto", "opus", "haiku")), HAIKU, "repeats what is there"),
        (Task("status", Asked("", "auto", "opus")), HAIKU, "repeats what is there"),
        (Task("status", Asked(agent="inherit")), HAIKU, "repeats what is there"),
    ],
)
def test_the_tier_and_the_reason(task, tier, why):
    """Step before workflow before agent before what is known of the work."""
    choice = choose(task)

    assert choice.tier is tier
    assert why in str(choice)


@pytest.mark.parametrize(
    ("failed", "tier"), [((), HAIKU), ((HAIKU,), SONNET), ((HAIKU, SONNET), OPUS), ((SONNET,), OPUS), ((OPUS,), None)]
)
def test_an_answer_that_did_not_hold_goes_up_one_tier(failed, tier):
    """Once each; above opus there is nothing."""
    assert choose(Task("status"), failed).tier is tier


@pytest.mark.parametrize(
    ("left", "failed", "tier"),
    [
        (1.0, (), OPUS),
        (0.82, (), OPUS),
        (0.80, (), SONNET),
        (0.40, (), HAIKU),
        (0.12, (), None),
        (0.42, (SONNET,), None),
        (0.42, (HAIKU,), SONNET),
    ],
)
def test_the_budget_bears_the_dearest_that_a_call_can_be(left, failed, tier):
    """Else a lower tier does it, but none that failed; else nobody."""
    choice = choose(Task("diagnose"), failed, left, PRICES)

    assert choice.tier is tier
    assert tier is OPUS or "is left" in str(choice)


def test_a_choice_says_why():
    """As it is printed."""
    assert str(Choice(None, ("a", "b"))) == "none: a; b"


def test_what_is_reserved_covers_the_last_request_too():
    """The client stops once the cap is spent; one request more may be under way then."""
    reserved = reserve(PRICES[SONNET], None)

    assert reserved.usd == 0.6 and reserved.cap + PRICES[SONNET].request == pytest.approx(0.6, abs=1e-3)
    assert reserve(PRICES[SONNET], 0.5).usd == 0.5
    assert reserve(PRICES[SONNET], 0.4) is None


def session_cost(chooser, price, cap):
    """What a session of the client comes to: requests of any size that is allowed, until the cap is spent."""
    cost = 0.0
    while cost < cap and chooser.random() > 0.1:
        cost += chooser.uniform(0, price.request)
    return cost


@given(st.integers(0, 2**32))
@settings(max_examples=1000)
def test_no_run_costs_more_than_its_budget(seed):
    """A thousand runs, with several sessions beside each other: reserved at once, paid in any order."""
    chooser = random.Random(seed)
    budget = chooser.uniform(0, 5)
    paid, going = 0.0, []
    for _ in range(100):
        left = budget - paid - sum(reserved.usd for reserved, _ in going)
        choice = choose(Task("diagnose"), (), left, PRICES)
        if choice.tier and len(going) < 5:
            reserved = reserve(PRICES[choice.tier], left)
            going.append((reserved, session_cost(chooser, PRICES[choice.tier], reserved.cap)))
        elif going:
            paid += going.pop(chooser.randrange(len(going)))[1]

    assert paid + sum(cost for _, cost in going) <= budget
