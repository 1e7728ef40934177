"""What the client tells a hook about a call, and what the hook answers: seen on versions 2.1.197 and 2.1.329."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from firstmate.guard.ceilings import normalised
from firstmate.guard.values import UNKNOWN, Decision, Outcome, ToolCall

LONGEST_REASON = 1200
NOT_PART_OF_IT = ("description", "timeout")
"""What a call says beside what it does: an approval holds whatever stands there."""


class Decided(NamedTuple):
    """A decision, and what comes with it."""

    decision: Decision
    request: int = 0
    """The number of the request that a person may approve; 0: there is none."""
    approval: str = ""
    """The number of the approval that was used."""
    command: str = ""
    """What runs instead, when it runs: the same with copies of the files that were judged."""
    written: Mapping[str, Any] = {}
    """Fields of the call's input that are written anew, when it runs."""


class NotACallError(ValueError):
    """It has no tool, or no input for it."""


def call_from(event: Mapping[str, Any], env: Mapping[str, str]) -> ToolCall:
    """The call of a hook's input. Raises NotACallError."""
    tool, given = event.get("tool_name"), event.get("tool_input")
    if not isinstance(tool, str) or not isinstance(given, dict):
        raise NotACallError("there is no tool, or no input for it")
    headless = is_headless(env)
    return ToolCall(
        tool,
        given,
        agent=normalised(_text(event, "agent_type") or ("unknown" if event.get("agent_id") else "")),
        permission_mode=_text(event, "permission_mode") or "default",
        headless=headless,
        launched_as=normalised(env.get("FIRSTMATE_AGENT", "")),
        deferrable=headless and env.get("FIRSTMATE_DEFERS") == "1" and not event.get("agent_id"),
    )


def is_headless(env: Mapping[str, str]) -> bool:
    """Whether nobody can be asked. The newer clients say so; all of them name how they were started."""
    attended = env.get("CLAUDE_CODE_SESSION_ATTENDED", "")
    return attended == "0" if attended else env.get("CLAUDE_CODE_ENTRYPOINT", "").startswith("sdk")


def deciding(call: ToolCall) -> dict[str, Any]:
    """The part of a call's input that says what is done."""
    return {key: value for key, value in call.input.items() if key not in NOT_PART_OF_IT}


def answer_to(decided: Decided, call: ToolCall) -> dict[str, Any]:
    """The hook's answer; empty where the guard has no say."""
    decision = decided.decision
    if decision.outcome is Outcome.NONE:
        return {}
    told: dict[str, Any] = {
        "permissionDecision": str(decision.outcome),
        "permissionDecisionReason": reason_of(decision, decided.request),
    }
    runs = decision.outcome in (Outcome.ALLOW, Outcome.ASK)
    written = {**decided.written, **({"command": decided.command} if decided.command else {})}
    if runs and any(call.input.get(key) != value for key, value in written.items()):
        told["updatedInput"] = {**call.input, **written}
    return {"hookSpecificOutput": {"hookEventName": "PreToolUse", **told}}


def reason_of(decision: Decision, request: int = 0) -> str:
    """One line for whoever reads it: the person who is asked, or the model that is refused."""
    tier = f"{decision.tier} " if decision.tier else ""
    said = f"Firstmate: {tier}({decision.rule}): {'; '.join(decision.reasons)}"
    if decision.safer and decision.outcome is not Outcome.ALLOW:
        said += f". Safer: {decision.safer}"
    if request:
        said += f". A person may allow exactly this, once: firstmate approve {request}"
    return " ".join(said.replace(UNKNOWN, "…").split())[:LONGEST_REASON]


def _text(event: Mapping[str, Any], key: str) -> str:
    value = event.get(key)
    return value if isinstance(value, str) else ""
