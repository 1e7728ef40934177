"""Leave to do what a step is about to do: the guard's, or a person's yes to exactly this, waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from firstmate.approvals import Approval, Request, State
from firstmate.command_tiers import CommandTier
from firstmate.guard.values import Decision, Outcome
from firstmate.process import Ended, Running
from firstmate.services.hands import GLANCE, Hands, StepError
from firstmate.workflow.values import Step

LASTS = 12 * 3600.0
"""Seconds that a request waits for somebody, where the step says nothing else."""
KEPT = 64 * 1024
"""Bytes of each stream of a command that a run remembers."""
PROPOSER = "firstmate"
WITNESS = 5.0
"""Seconds in which an approval has to come into the log."""


@dataclass(frozen=True)
class Place:
    """Where in a run something is done; `again`: for this very attempt, a person's yes may have been used already.
    `is_called_off` tells whether the run is to end, so that nobody's answer is needed any more.
    """

    run: str
    step: Step
    path: tuple[str, ...]
    attempt: int
    again: bool = False
    is_called_off: Callable[[], bool] = lambda: False

    def __str__(self) -> str:
        return f"run {self.run}, step {'.'.join(self.path)}, attempt {self.attempt}"


@dataclass(frozen=True)
class Leave:
    """For some commands: the guard's decision about each, and the approval a person gave for all of them, or ""."""

    decisions: Mapping[str, Decision]
    approval: str


async def leave(hands: Hands, place: Place, lines: Sequence[str], what: Request) -> Leave:
    """For all of the commands at once, written to the log. `what` a person would be asked for; its tier and reasons are
    filled in here. Raises StepError for what may not be done, FirstmateError when the log cannot be written.
    """
    step = place.step
    decisions = {line: await asyncio.to_thread(hands.judge, line) for line in lines}
    asking = [decision for decision in decisions.values() if not _lets(decision)]
    for decision in decisions.values():
        if step.tier is CommandTier.FORBIDDEN or not (_lets(decision) or decision.approvable):
            raise StepError(f"it is not done ({decision.rule or 'tier of the step'}): {'; '.join(decision.reasons)}")
    yes = ""
    if asking or step.approve is not None or step.tier is CommandTier.RISKY:
        told = await approved(hands, place, _told(what, place, asking or list(decisions.values())))
        yes = f"{told['approval']} by {told['by']}"
    for line, decision in decisions.items():
        await asyncio.to_thread(hands.log, decision, line, yes)
    return Leave(decisions, yes)


def _lets(decision: Decision) -> bool:
    return decision.outcome in (Outcome.ALLOW, Outcome.NONE)


def _told(what: Request, place: Place, decisions: Sequence[Decision]) -> Request:
    worst = max(decisions, key=lambda decision: decision.tier or CommandTier.READ, default=None)
    what = what._replace(target=str(place), proposer=PROPOSER, tier="none")
    if worst is None:
        return what
    reasons = tuple(dict.fromkeys(reason for decision in decisions for reason in decision.reasons))
    return what._replace(tier=str(worst.tier or "none"), rule=worst.rule, reasons=reasons, safer=worst.safer)


async def approved(hands: Hands, place: Place, request: Request) -> dict[str, Any]:
    """Until a person has said yes, and used it up. Raises StepError for a no, or when nobody did in time."""
    asked = await asyncio.to_thread(_asked, hands, place, request)
    if place.again and asked.used is not None:
        return {"approval": asked.id, "by": asked.by}
    asked, state = await decided(hands, place, asked)
    if state is not State.APPROVED:
        raise StepError(refusal(asked, state))
    used = await asyncio.to_thread(hands.approvals.use, request, hands.clock())
    if used is None:
        raise StepError(f"approval {asked.id} was used by somebody else")
    if not await _is_witnessed(hands, used):
        raise StepError(f"approval {asked.id} is not in the log: nobody gave it by `firstmate approve`")
    return {"approval": asked.id, "by": asked.by}


async def _is_witnessed(hands: Hands, used: Approval) -> bool:
    """A decision is in the log a moment after it is in the database."""
    until = hands.clock() + WITNESS
    while not (found := await asyncio.to_thread(hands.witnessed, used)) and hands.clock() < until:
        await asyncio.sleep(GLANCE)
    return found


async def decided(hands: Hands, place: Place, asked: Approval) -> tuple[Approval, State]:
    """The request once it is decided or has expired; until then the run says what it waits for. Raises StepError."""
    await asyncio.to_thread(hands.journal.set_state, place.run, "asks", f"approval {asked.id} is waited for", None)
    while (state := asked.state(hands.clock())) is State.PENDING:
        await glance(place)
        asked = await asyncio.to_thread(hands.approvals.get, asked.id)
    await asyncio.to_thread(hands.journal.set_state, place.run, "running", "", None)
    return asked, state


async def glance(place: Place) -> None:
    """A moment of waiting for a person. Raises StepError when the run is to end meanwhile."""
    if place.is_called_off():
        raise StepError("it was called off while it waited for a person")
    await asyncio.sleep(GLANCE)


def refusal(asked: Approval, state: State) -> str:
    """Why nothing is done, in one sentence."""
    return f"approval {asked.id} was {state}" + (f" by {asked.by}" if asked.by else "")


def _asked(hands: Hands, place: Place, request: Request) -> Approval:
    """The request of this very attempt, made before it was interrupted, whatever has become of it; else a new one."""
    lasts = place.step.approve.within if place.step.approve else LASTS
    earlier = hands.approvals.earlier(request) if place.again else None
    return earlier or hands.approvals.ask(request, hands.clock(), lasts)


async def run(hands: Hands, line: str, leave: Leave, timeout: float) -> Ended:
    """A command that there is leave for; its end is waited for, nothing of it goes on when its step is called off."""
    try:
        running = Running(line, leave.decisions[line], bool(leave.approval), hands.cwd, hands.env)
    except OSError as error:
        raise StepError(f"it cannot be started in {hands.cwd}: {error.strerror}") from error
    try:
        return await asyncio.to_thread(running.wait, timeout, KEPT)
    except asyncio.CancelledError:
        running.kill()
        raise
