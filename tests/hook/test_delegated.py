"""Calls of subagents in the hook: one that carries the ticket of a step gets that step's model, and no other agent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from firstmate.adapters import delegations
from firstmate.adapters.delegations import Delegation
from tests.hook.hooks import Hook, event_of
from tests.support.people import state_of

TICKET = "0f" * 16
PROMPT = f"Why?\n\nTicket of this step, for Firstmate alone: firstmate-step-{TICKET}"


@pytest.fixture(autouse=True)
def delegated(hook: Hook) -> Path:
    """A step that is delegated to the diagnostician, on haiku."""
    state = state_of(hook.home)
    delegations.put(str(state), TICKET, Delegation("r1", "judge", "k8s-diagnostician", "haiku"))
    return state


def call(**more: Any) -> dict[str, Any]:
    """A call of the diagnostician with another model, as the main thread may have it."""
    given = {"description": "why", "prompt": PROMPT, "subagent_type": "k8s-diagnostician", "model": "opus", **more}
    return event_of("Agent", given)


@pytest.mark.parametrize("tool", ["Agent", "Task"])
@pytest.mark.parametrize("agent", ["k8s-diagnostician", "firstmate:k8s-diagnostician"])
def test_the_model_of_the_step_is_written_into_the_call(hook: Hook, tool: str, agent: str) -> None:
    """The whole input, with the tier that was chosen; the main thread waits for the answer. By all its names."""
    event = {**call(subagent_type=agent), "tool_name": tool}

    said = hook.engine_asked(event).said

    assert said["permissionDecision"] == "allow"
    assert said["updatedInput"] == {**event["tool_input"], "model": "haiku", "run_in_background": False}


def test_a_step_is_for_its_agent_only(hook: Hook) -> None:
    """Another one is refused, with the reason."""
    said = hook.engine_asked(call(subagent_type="general-purpose"))

    assert said.decision == "deny" and "step judge of run r1 is for k8s-diagnostician" in said.reason


@pytest.mark.parametrize(
    "prompt",
    [
        "Why?",
        f"firstmate-step-{'0' * 32}",
        f"firstmate-step-{TICKET}0",
        f"firstmate-step-{TICKET[1:]}",
        "firstmate-step-../../../../../../../../etc/passwd",
    ],
)
def test_other_calls_are_none_of_its_business(hook: Hook, prompt: str) -> None:
    """Without a ticket that was given out, nothing is said."""
    assert hook.engine_asked(call(prompt=prompt)).printed == b"{}"


def test_the_ticket_stands_in_no_file(delegated: Path) -> None:
    """Whoever may read the folder does not learn it."""
    (file,) = (delegated / "delegations").iterdir()
    assert TICKET not in file.name and TICKET not in file.read_text()


def test_what_was_reported_is_over(hook: Hook, delegated: Path) -> None:
    """Its ticket is worth nothing any more; dropping it twice does no harm."""
    delegations.drop(str(delegated), TICKET)
    delegations.drop(str(delegated), TICKET)

    assert hook.engine_asked(call()).printed == b"{}"


def test_the_launcher_passes_it_on(hook: Hook) -> None:
    """What the client starts gives the same answer."""
    assert hook.asked(call()).said["updatedInput"]["model"] == "haiku"
