"""The decision: every act of a call counts, the highest tier wins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from firstmate.command_tiers import CommandTier
from firstmate.guard.acts import acts_of
from firstmate.guard.values import Act, Decision, Known, Outcome, Question, ToolCall, UnansweredError

OUTCOMES = {
    CommandTier.READ: Outcome.ALLOW,
    CommandTier.SAFE: Outcome.ALLOW,
    CommandTier.RISKY: Outcome.ASK,
    CommandTier.FORBIDDEN: Outcome.DENY,
}


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
        return Decision(CommandTier.RISKY, Outcome.ASK, "guard.failed", (reason,))


def decide(call: ToolCall, known: Known) -> Decision:
    """What becomes of the call. Raises UnansweredError when something has to be known first."""
    acts = tuple(acts_of(call, known))
    tiers = [act.tier for act in acts if act.tier]
    if not tiers:
        return Decision(None, Outcome.NONE, "", ())
    highest = max(tiers, key=lambda tier: tier.rank)
    deciding: list[Act] = [act for act in acts if act.tier is highest]
    first = deciding[0]
    reasons = tuple(dict.fromkeys(act.reason for act in deciding))
    return Decision(highest, OUTCOMES[highest], first.rule, reasons, first.safer, acts)
