"""What the guard would say about a command, without running it: one by one, or a whole batch of JSON lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from firstmate.guard.decide import settle_or_ask
from firstmate.guard.values import Decision, Known, Question, ToolCall

FIELDS = {"command": str, "cwd": str, "env": dict, "agent": str, "permission_mode": str, "headless": bool}
"""Fields of a line beside `id`, which is anything, and the type of each. Only `command` has to be there."""

Answer = Callable[[Question], Any]


@dataclass(frozen=True)
class Asked:
    """One command of a batch, with who asks and from where."""

    id: Any
    call: ToolCall
    cwd: str
    env: Mapping[str, str]


@dataclass(frozen=True)
class Misfit:
    """A line that cannot be judged, and why."""

    line: int
    why: str


def judge(asked: Asked, known: Known, answer: Answer) -> Decision:
    """The decision about one command, in the place and the environment that it names itself."""
    env = {**known.env, **asked.env}
    here = known._replace(cwd=asked.cwd or known.cwd, env=env, home=env.get("HOME", known.home))
    return settle_or_ask(asked.call, here, answer)


def read_batch(lines: Iterable[str]) -> Iterator[Asked | Misfit]:
    """The commands of JSON lines, in their order; a bad line does not spoil the others."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _asked(number, line)


def answered(asked: Asked, decision: Decision) -> dict[str, Any]:
    """One line of the answer. These names and words stay as they are: others judge by them."""
    return {"id": asked.id, **shown(decision)}


def shown(decision: Decision) -> dict[str, Any]:
    """A decision as plain data."""
    return {
        "tier": str(decision.tier or "none"),
        "decision": str(decision.outcome),
        "rule": decision.rule,
        "reasons": list(decision.reasons),
    }


def _asked(number: int, line: str) -> Asked | Misfit:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return Misfit(number, "it is not JSON")
    if not isinstance(record, dict):
        return Misfit(number, "it is no JSON object")
    if "command" not in record:
        return Misfit(number, "it has no `command`")
    for field, kind in FIELDS.items():
        if record.get(field) is not None and not isinstance(record[field], kind):
            return Misfit(number, f"`{field}` must be {_named(kind)}")
    env = record.get("env") or {}
    if not all(isinstance(value, str) for value in env.values()):
        return Misfit(number, "the values of `env` must be text")
    if record["command"] is None:
        return Misfit(number, "`command` must be text")
    call = ToolCall(
        "Bash",
        {"command": record["command"]},
        record.get("agent") or "",
        record.get("permission_mode") or "default",
        record.get("headless") or False,
    )
    return Asked(record.get("id"), call, record.get("cwd") or "", env)


def _named(kind: type) -> str:
    return {str: "text", dict: "an object", bool: "true or false"}[kind]
