"""The decision: every act of a call counts, the highest tier wins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from firstmate.command_tiers import CommandTier
from firstmate.guard.acts import acts_of
from firstmate.guard.bounds import under_orders
from firstmate.guard.ceilings import refusal
from firstmate.guard.matrix import RUNS, outcome_of
from firstmate.guard.orders import Mode
from firstmate.guard.state import stated
from firstmate.guard.targets import placed
from firstmate.guard.values import Act, Decision, Known, Outcome, Question, ToolCall, UnansweredError


def settle(call: ToolCall, known: Known, answer: Callable[[Question], Any]) -> Decision:
    """The decision, with `answer` finding out whatever has to be known first."""
    answers = dict(known.answers)
    while True:
        try:
            return decide(call, known._replace(answers=answers))
        except UnansweredError as unanswered:
            answers[unanswered.question] = answer(unanswered.question)


def settle_or_ask(
    call: ToolCall, known: Known, answer: Callable[[Question], Any], say: Callable[[Exception], None] = lambda _: None
) -> Decision:
    """The same, but a mistake of the guard's own never lets a call through: it is asked about, and told to `say`."""
    try:
        return settle(call, known, answer)
    except Exception as error:  # noqa: BLE001 - the guard's outermost boundary: whatever fails here fails closed
        say(error)
        reason = f"the guard failed on it ({type(error).__name__}): this is a bug, and nothing is let through by it"
        return weigh(call, Known(frozen=known.frozen), (Act(CommandTier.RISKY, "guard.failed", reason),))


def decide(call: ToolCall, known: Known) -> Decision:
    """What becomes of the call. Raises UnansweredError when something has to be known first."""
    return weigh(call, known, tuple(stated(placed(act, known), known) for act in acts_of(call, known)))


def weigh(call: ToolCall, known: Known, seen: tuple[Act, ...]) -> Decision:
    """What becomes of a call with these acts: as the orders see them, for the one who asks, where he asks."""
    acts = tuple(under_orders(act, known) for act in seen)
    tiers = [act.tier for act in acts if act.tier]
    if not tiers:
        return Decision(None, Outcome.NONE, "", ())
    highest = max(tiers, key=lambda tier: tier.rank)
    deciding = [act for act in acts if act.tier is highest]
    outcome, why = outcome_of(highest, call)
    refusals = [] if highest is CommandTier.FORBIDDEN else list(_refusals(call, known, acts))
    first = refusals[0][0] if refusals else deciding[0]
    reasons = [*(reason for _, reason in refusals), *([why] if why else []), *(act.reason for act in deciding)]
    return Decision(
        highest,
        Outcome.DENY if refusals else outcome,
        first.rule,
        tuple(dict.fromkeys(reasons)),
        first.safer,
        acts,
        approvable=highest is CommandTier.RISKY and not refusals and call.permission_mode in RUNS,
    )


def _refusals(call: ToolCall, known: Known, acts: tuple[Act, ...]) -> Iterator[tuple[Act, str]]:
    """Acts that no approval lets through, and why."""
    for act in acts:
        if not act.tier or act.tier is CommandTier.READ:
            continue
        if known.frozen:
            yield act, known.frozen
        if known.orders.mode is Mode.OBSERVE:
            yield act, "the standing orders say `mode: observe`: nothing is changed"
        if reason := refusal(call, act):
            yield act, reason
