"""Calls of subagents: one that carries a step's ticket gets the step's model, and goes to its agent only. Light."""

from __future__ import annotations

from firstmate.adapters import delegations
from firstmate.guard.calls import Decided
from firstmate.guard.ceilings import normalised
from firstmate.guard.values import Decision, Outcome, ToolCall


def delegated(call: ToolCall, decided: Decided, state: str) -> Decided:
    """The decision with the model that was chosen for the step, where the call is for one."""
    prompt = call.input.get("prompt")
    found = delegations.named_in(state, prompt) if isinstance(prompt, str) else None
    if found is None or decided.decision.outcome not in (Outcome.NONE, Outcome.ALLOW):
        return decided
    asked = normalised(str(call.input.get("subagent_type", "")))
    if asked != found.agent:
        reason = f"step {found.step} of run {found.run} is for {found.agent}, not for {asked or 'nobody in particular'}"
        return Decided(Decision(None, Outcome.DENY, "run.delegate", (reason,)))
    reason = f"step {found.step} of run {found.run} is done on {found.model}"
    allowed = Decision(None, Outcome.ALLOW, "run.delegate", (reason,))
    return Decided(allowed, written={"model": found.model, "run_in_background": False})
