"""From the content of a file, whose shape is right, to a Workflow."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from firstmate.command_tiers import CommandTier
from firstmate.workflow.values import (
    IN_FILES,
    Approval,
    Block,
    Budget,
    Kind,
    OnFailure,
    Retry,
    Step,
    Workflow,
)

UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
NEVER_UNDONE = "none"


def seconds(duration: str) -> float:
    """`1.5h` → 5400.0. The shape is the schema's."""
    number, unit = re.fullmatch(r"([0-9.]+)([a-z]+)", duration).groups()  # type: ignore[union-attr]  # the schema's pattern
    return float(number) * UNITS[unit]


def workflow(content: Mapping[str, Any]) -> Workflow:
    """The workflow that the content describes. Its shape has been checked before."""
    budget = content.get("budget", {})
    return Workflow(
        name=content["name"],
        description=content["description"],
        steps=_steps(content["steps"]) if "steps" in content else _phases(content["phases"]),
        inputs=content.get("inputs", {}),
        triggers=content.get("triggers", {}),
        model=content.get("model", ""),
        concurrency=content.get("concurrency", ""),
        budget=Budget(budget.get("usd", 0.0), budget.get("minutes", 0.0) * 60),
    )


def kinds_of(step: Mapping[str, Any]) -> list[Kind]:
    """The kinds that a step's keys name; `approve` is one only when there is no other."""
    named: list[Kind] = [kind for kind in IN_FILES if kind in step and kind is not Kind.APPROVE]
    return named or [kind for kind in (Kind.APPROVE,) if kind in step]


def _phases(listed: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """A step for each, after the one before it."""
    made: list[Step] = []
    for phase in listed:
        needs = (made[-1].id,) if made else ()
        title = phase.get("title", phase["id"])
        made.append(Step(phase["id"], Kind.PHASE, title, needs, blocks=(Block("steps", _of_phase(phase)),)))
    return tuple(made)


def _of_phase(phase: Mapping[str, Any]) -> tuple[Step, ...]:
    """What it requires; its steps beside each other, once that holds; its gate, once they are over."""
    required = _checks(f"{phase['id']}_requires", phase.get("requires", ()), ())
    first = tuple(check.id for check in required)
    steps = tuple(replace(s, needs=s.needs or first) for s in _steps(phase["steps"], beside=True))
    return (*required, *steps, *_checks(f"{phase['id']}_gate", phase.get("gate", ()), tuple(s.id for s in steps)))


def _checks(name: str, listed: Sequence[Mapping[str, Any]], needs: tuple[str, ...]) -> tuple[Step, ...]:
    return tuple(
        Step(f"{name}_{number}", Kind.CHECK, check["check"], needs, arguments=check.get("with", {}))
        for number, check in enumerate(listed, 1)
    )


def _steps(listed: Any, *, beside: bool = False) -> tuple[Step, ...]:
    """Each follows the one before it, unless it says what it needs; `beside` each other: unless it says so, none."""
    before: tuple[str, ...] = ()
    made = []
    for content in listed:
        made.append(_step(content, before))
        before = () if beside else (content["id"],)
    return tuple(made)


def _step(content: Mapping[str, Any], before: tuple[str, ...]) -> Step:
    kind = kinds_of(content)[0]
    what = content[kind]
    on_failure, _, goto = content.get("on_failure", OnFailure.STOP).partition(" ")
    undo = content.get("undo", "")
    return Step(
        id=content["id"],
        kind=kind,
        what=what if isinstance(what, str) else "",
        needs=tuple(content.get("needs", before)),
        when=content.get("when", ""),
        arguments=_arguments(content),
        prompt=content.get("prompt", ""),
        output=content.get("output"),
        blocks=_blocks(kind, content),
        join=content.get("join", "all"),
        limit=content.get("limit", 1),
        timeout=seconds(content["timeout"]) if "timeout" in content else 0.0,
        retry=_retry(content.get("retry", {})),
        undo="" if undo == NEVER_UNDONE else undo,
        irreversible=undo == NEVER_UNDONE,
        on_failure=OnFailure(on_failure),
        goto=goto,
        approve=_approval(content["approve"]) if "approve" in content else None,
        model=content.get("model", ""),
        tier=CommandTier(content["tier"]) if "tier" in content else None,
    )


def _arguments(content: Mapping[str, Any]) -> Mapping[str, Any]:
    choices = {"choices": content["choices"]} if "choices" in content else {}
    return {**content.get("with", {}), **choices}


def _blocks(kind: Kind, content: Mapping[str, Any]) -> tuple[Block, ...]:
    match kind:
        case Kind.PARALLEL:
            branches = content["parallel"]
        case Kind.FOREACH:
            branches = {"do": content.get("do", ())}
        case Kind.SWITCH:
            branches = {**content.get("cases", {}), **({"default": content["default"]} if "default" in content else {})}
        case _:
            branches = {}
    return tuple(Block(str(name), _steps(steps)) for name, steps in branches.items())


def _retry(content: Mapping[str, Any]) -> Retry:
    delay = seconds(content["delay"]) if "delay" in content else Retry.delay
    return Retry(content.get("limit", 0), delay, float(content.get("backoff", Retry.backoff)))


def _approval(content: Mapping[str, Any]) -> Approval:
    within = seconds(content["within"]) if "within" in content else Approval.within
    return Approval(tuple(content.get("by", ())), within)
