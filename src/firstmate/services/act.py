"""Does an action of a step: planned, written down, let, done. After an interruption it is looked for, then repeated."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from firstmate.approvals import Request
from firstmate.guard.values import Outcome
from firstmate.problems import shape_problems
from firstmate.process import Ended, Running
from firstmate.services.actions import ACTIONS
from firstmate.services.actions.values import (
    Action,
    ActionError,
    Call,
    HalfDoneError,
    Output,
    Plan,
    SilentError,
    Tools,
    UncertainError,
)
from firstmate.services.hands import Hands, StepError, UnsureError
from firstmate.services.permission import KEPT, Leave, Place, leave
from firstmate.workflow.values import Kind, Step

R = TypeVar("R")
PLAN = "plan"
"""Key of an intent: the plan, once there is one. Without it, nothing can have been done."""
COMMAND_SECONDS = 600.0


async def act(hands: Hands, place: Place, intent: Mapping[str, Any], earlier: Mapping[str, Any] | None) -> Output:
    """The output of the action. `earlier` is the intent of the same attempt, interrupted. Raises StepError."""
    action = _action(place.step.what, intent["with"])
    mark = f"{place.run}/{'.'.join(place.path)}/{place.attempt}"
    try:
        if earlier and (known := earlier.get(PLAN)):
            call = Call(intent["with"], mark, known["facts"])
            done = await _with_tools(hands, place, None, partial(_looked_after, action, call))
            return done if done is not None else await _let_and_done(hands, place, action, call, Plan(**known))
        call = Call(intent["with"], mark)
        plan = await asyncio.to_thread(action.plan, _tools(hands, place), call)
        await asyncio.to_thread(_write_down, hands, place, intent, plan)
        return await _let_and_done(hands, place, action, Call(call.arguments, mark, plan.facts), plan)
    except UncertainError as error:
        raise UnsureError(f"{error}; look, then `firstmate run retry` or `skip`") from error
    except HalfDoneError as error:
        raise StepError(str(error), error.output) from error
    except ActionError as error:
        raise StepError(str(error)) from error


def planned(hands: Hands, place: Place, arguments: Mapping[str, Any]) -> Plan:
    """What the action of a step would do. Nothing is done. Raises StepError."""
    try:
        return _action(place.step.what, arguments).plan(_tools(hands, place), Call(arguments, ""))
    except ActionError as error:
        raise StepError(str(error)) from error


def looking(hands: Hands) -> Tools:
    """What to look around with before there is a run: only what the guard lets by itself is done."""
    return _tools(hands, Place("", Step("look", Kind.ACTION, ""), (), 1))


def looked(hands: Hands, place: Place, arguments: Mapping[str, Any]) -> Output | None:
    """The output of an action that only reads what there is; None: it is none of these. Raises StepError."""
    action = _action(place.step.what, arguments)
    if action.happened is not None or action.waits:
        return None
    try:
        return action.do(_tools(hands, place), Call(arguments, ""))
    except ActionError as error:
        raise StepError(str(error)) from error


def _action(name: str, arguments: Mapping[str, Any]) -> Action:
    action = ACTIONS.get(name)
    if action is None:
        raise StepError(f"there is no action `{name}`")
    if found := shape_problems(dict(arguments), action.takes):
        raise StepError(f"action `{name}`: {found[0].path or 'with'}: {found[0].message}")
    return action


def _looked_after(action: Action, call: Call, tools: Tools) -> Output | None:
    return action.happened(tools, call) if action.happened else None


def _write_down(hands: Hands, place: Place, intent: Mapping[str, Any], plan: Plan) -> None:
    known = {"commands": list(plan.commands), "facts": dict(plan.facts), "shows": plan.shows}
    hands.journal.amend(place.run, place.path, place.attempt, {**intent, PLAN: known})


async def _let_and_done(hands: Hands, place: Place, action: Action, call: Call, plan: Plan) -> Output:
    told = {"with": dict(call.arguments), "commands": list(plan.commands), "facts": dict(plan.facts)}
    if plan.shows:
        told["shows"] = plan.shows
    lines = tuple(plan.commands)
    given = await leave(hands, place, lines, Request(place.step.what, told, cwd=hands.cwd))
    return await _with_tools(hands, place, given, partial(_done, action, call))


async def _with_tools(hands: Hands, place: Place, given: Leave | None, work: Callable[[Tools], R]) -> R:
    """Work in a thread. When the step is called off, what it waits for there is no longer waited for."""
    called_off = threading.Event()
    try:
        return await asyncio.to_thread(work, _tools(hands, place, given, called_off))
    except asyncio.CancelledError:
        called_off.set()
        raise


def _done(action: Action, call: Call, tools: Tools) -> Output:
    try:
        return action.do(tools, call)
    except UncertainError as unsure:
        try:
            output = action.happened(tools, call) if action.happened else None
        except SilentError:
            output = None
        if output is None:
            raise unsure
        return output


def _tools(hands: Hands, place: Place, given: Leave | None = None, called_off: threading.Event | None = None) -> Tools:
    """What an action works with. Commands run when there is leave for them, or when the guard lets them by itself."""

    def run(line: str) -> Ended:
        if given and line in given.decisions:
            decision, approved = given.decisions[line], bool(given.approval)
        else:
            decision, approved = hands.judge(line), False
        if decision.outcome not in (Outcome.ALLOW, Outcome.NONE) and not approved:
            raise ActionError(f"`{line}` is not done ({decision.rule}): {'; '.join(decision.reasons)}")
        return Running(line, decision, approved, hands.cwd, hands.env).wait(place.step.timeout or COMMAND_SECONDS, KEPT)

    def sleep(seconds: float) -> None:
        if (called_off or threading.Event()).wait(seconds):
            raise ActionError("it was called off while it waited")

    return Tools(hands.cluster, hands.look, run, hands.clock, sleep, hands.repositories, hands.argocd, hands.site)
