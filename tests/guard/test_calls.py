"""What the client tells of a call, and what it is answered."""

from __future__ import annotations

from typing import Any

import pytest

from firstmate.command_tiers import CommandTier
from firstmate.guard.calls import LONGEST_REASON, Decided, NotACallError, answer_to, call_from, deciding
from firstmate.guard.values import Decision, Outcome, ToolCall

EVENT = {"tool_name": "Bash", "tool_input": {"command": "ls", "description": "lists"}, "permission_mode": "auto"}
RISKY = Decision(CommandTier.RISKY, Outcome.ASK, "kubectl.delete.pod", ("deletes pod a",), "kubectl get pod a")


def test_a_call_of_the_main_thread() -> None:
    """No agent, somebody there, the mode as the client names it."""
    assert call_from(EVENT, {}) == ToolCall("Bash", EVENT["tool_input"], permission_mode="auto")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "agent"),
    [
        ({"agent_type": "k8s-diagnostician"}, "k8s-diagnostician"),
        ({"agent_type": "firstmate:k8s-diagnostician"}, "k8s-diagnostician"),
        ({"agent_id": "a1"}, "unknown"),
        ({"agent_id": "a1", "agent_type": 7}, "unknown"),
    ],
)
def test_who_asks(more: dict[str, Any], agent: str) -> None:
    """The agent's own name, without the plugin's; a subagent that has none is not the main thread."""
    assert call_from({**EVENT, **more}, {}).agent == agent


@pytest.mark.parametrize(
    ("env", "headless"),
    [
        ({}, False),
        ({"CLAUDE_CODE_ENTRYPOINT": "cli"}, False),
        ({"CLAUDE_CODE_ENTRYPOINT": "sdk-cli"}, True),
        ({"CLAUDE_CODE_ENTRYPOINT": "sdk-py"}, True),
        ({"CLAUDE_CODE_ENTRYPOINT": "cli", "CLAUDE_CODE_SESSION_ATTENDED": "0"}, True),
        ({"CLAUDE_CODE_ENTRYPOINT": "sdk-cli", "CLAUDE_CODE_SESSION_ATTENDED": "1"}, False),
    ],
)
def test_whether_somebody_is_there(env: dict[str, str], headless: bool) -> None:
    """What the newer client says beats how it was started."""
    assert call_from(EVENT, env).headless is headless


def test_a_child_of_the_daemon() -> None:
    """It says for whom it was started, and that a call put off is taken up again; only headless."""
    env = {"FIRSTMATE_AGENT": "firstmate:git-operator", "FIRSTMATE_DEFERS": "1"}
    call = call_from(EVENT, {**env, "CLAUDE_CODE_ENTRYPOINT": "sdk-cli"})
    assert (call.launched_as, call.deferrable) == ("git-operator", True)
    assert not call_from(EVENT, env).deferrable


def test_a_session_that_is_an_agent_is_put_off_but_none_of_its_subagents() -> None:
    """Both name an agent's type; what runs inside of a session has an id as well, and the client cannot resume it."""
    env = {"FIRSTMATE_DEFERS": "1", "CLAUDE_CODE_ENTRYPOINT": "sdk-cli"}
    session = {**EVENT, "agent_type": "git-operator"}
    assert call_from(session, env).deferrable
    assert not call_from({**session, "agent_id": "a1"}, env).deferrable


@pytest.mark.parametrize(
    "event", [{}, {"tool_name": "Bash"}, {"tool_name": "Bash", "tool_input": "ls"}, {"tool_input": {}}]
)
def test_no_call(event: dict[str, Any]) -> None:
    """Without a tool or its input there is nothing to decide about."""
    with pytest.raises(NotACallError):
        call_from(event, {})


def test_what_a_call_says_beside_what_it_does() -> None:
    """An approval holds whatever the description is, and not for another command."""
    assert deciding(call_from(EVENT, {})) == {"command": "ls"}


def test_no_say_is_no_answer() -> None:
    """The client's own rules decide."""
    decision = Decision(None, Outcome.NONE, "", ())
    assert answer_to(Decided(decision), ToolCall("Bash", {})) == {}


def test_the_answer_is_the_clients() -> None:
    """Decision and one line of reason: tier, rule, why, what would be safer, how to approve it."""
    (answer,) = answer_to(Decided(RISKY, request=7), ToolCall("Bash", {})).values()
    assert answer["permissionDecision"] == "ask"
    assert answer["permissionDecisionReason"] == (
        "Firstmate: risky (kubectl.delete.pod): deletes pod a. Safer: kubectl get pod a. "
        "A person may allow exactly this, once: firstmate approve 7"
    )


def test_what_runs_instead() -> None:
    """The whole input with the other command, when it runs; none when it is denied or the same."""
    call = ToolCall("Bash", {"command": "a", "timeout": 1})
    (answer,) = answer_to(Decided(RISKY, command="b"), call).values()
    assert answer["updatedInput"] == {"command": "b", "timeout": 1}
    for decided in (Decided(RISKY._replace(outcome=Outcome.DENY), command="b"), Decided(RISKY, command="a")):
        assert "updatedInput" not in answer_to(decided, call)["hookSpecificOutput"]


def test_a_reason_is_one_short_line() -> None:
    """Whatever a file's name holds."""
    (answer,) = answer_to(Decided(RISKY._replace(reasons=("a\n\0b" * 9000,))), ToolCall("Bash", {})).values()
    reason = answer["permissionDecisionReason"]
    assert len(reason) == LONGEST_REASON
    assert not {"\n", "\0"} & set(reason)
