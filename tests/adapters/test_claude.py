"""The client as a program: its command line, what its result says, and what it leaves for whoever comes after."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from firstmate.adapters.claude import Answer, Ask, Client, arguments_of, parsed
from firstmate.errors import UnknownError
from firstmate.process import NotPermittedError

ASK = Ask("0f0f", "x", {"x": {"prompt": "p"}}, "haiku", 0.25, 50_000, 4_000, prompt="Why?")
RESULT = {"type": "result", "is_error": False, "result": "Thus.", "total_cost_usd": 0.5, "stop_reason": "end_turn"}


def client(tmp_path: Path, script: str) -> Client:
    """One that runs a script of the shell."""
    program = tmp_path / "claude"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return Client(str(program), tmp_path / "sessions", str(tmp_path), {"PATH": os.environ["PATH"], "CLAUDECODE": "1"})


def flags(ask: Ask) -> dict[str, str]:
    words = arguments_of(ask)
    return {word: following for word, following in zip(words, [*words[1:], ""], strict=True) if word.startswith("--")}


def test_the_command_line() -> None:
    """Agent, tier and budget are told; settings are the user's alone; a session is begun, or gone on with."""
    told = flags(ASK)

    assert (told["--agent"], told["--model"], told["--max-budget-usd"]) == ("x", "haiku", "0.2500")
    assert (told["--setting-sources"], told["--session-id"], "--resume" in told) == ("user", "0f0f", False)
    assert "--permission-mode" not in told and json.loads(told["--agents"]) == {"x": {"prompt": "p"}}
    again = flags(replace(ASK, resume=True, edits=True))
    assert (again["--resume"], "--session-id" in again, again["--permission-mode"]) == ("0f0f", False, "acceptEdits")


def test_the_prompt_is_read_and_the_environment_told(tmp_path: Path) -> None:
    """Not an argument: it may be long. The session that this process runs in is not passed on."""
    says = """printf '{"type": "result", "result": "%s %s %s %s"}' """
    script = says + '"$(cat)" "$FIRSTMATE_AGENT" "$CLAUDE_CODE_MAX_OUTPUT_TOKENS" "[$CLAUDECODE]"'

    answer = client(tmp_path, script).start(ASK, guarded=True).wait(10)

    assert answer == Answer("Why? x 4000 []")


def test_without_a_proven_guard_nothing_starts(tmp_path: Path) -> None:
    """A mistake of the caller's."""
    with pytest.raises(NotPermittedError):
        client(tmp_path, "touch ran").start(ASK, guarded=False)
    assert not (tmp_path / "ran").exists()


def test_one_that_does_not_end_is_killed_with_what_it_started(tmp_path: Path) -> None:
    """Nothing of it goes on."""
    session = client(tmp_path, "(sleep 1; touch late) & wait").start(ASK, guarded=True)

    assert session.wait(0.2) is None
    time.sleep(1.2)
    assert not (tmp_path / "late").exists()


def test_a_session_that_runs_is_not_begun_twice(tmp_path: Path) -> None:
    """Also when whoever began it has ended: the lock is the client's own."""
    made = client(tmp_path, f"read line < {tmp_path}/go; echo '{json.dumps(RESULT)}'")
    os.mkfifo(tmp_path / "go")
    session = made.start(ASK, guarded=True)

    assert made.runs("0f0f") and made.left("0f0f") is None
    with pytest.raises(UnknownError, match="still runs"):
        made.start(ASK, guarded=True)
    (tmp_path / "go").write_text("on\n")
    session.wait(10)
    assert not made.runs("0f0f") and made.left("0f0f") == Answer("Thus.", 0.5)
    made.forget("0f0f")
    assert made.left("0f0f") is None and not made.runs("0f0f") and list((tmp_path / "sessions").iterdir()) == []


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("echo 'Error: something' >&2; exit 1", "the client says: Error: something"),
        ("exit 1", "the client ended without an answer"),
        ("echo half a resu", "the client ended without an answer"),
    ],
)
def test_what_is_no_result_is_an_error(tmp_path: Path, script: str, error: str) -> None:
    """With what it said, if it said anything."""
    answer = client(tmp_path, script).start(ASK, guarded=True).wait(10)

    assert answer is not None and answer.error == error


@pytest.mark.parametrize(
    ("said", "flag"),
    [
        ("No conversation found with session ID: 0f0f", "is_unknown"),
        ("Error: No deferred tool marker found in the resumed session. Either …", "is_past"),
    ],
)
def test_a_session_that_cannot_go_on_so_is_told_apart(tmp_path: Path, said: str, flag: str) -> None:
    """It ended before the client wrote it down, or what was put off in it has run already."""
    made = client(tmp_path, f"echo '{said}' >&2; exit 1")

    answer = made.start(replace(ASK, resume=True), guarded=True).wait(10)

    assert answer is not None and getattr(answer, flag) and answer.is_unknown != answer.is_past


@pytest.mark.parametrize(
    ("more", "answer"),
    [
        ({}, Answer("Thus.", 0.5)),
        (
            {"usage": {"input_tokens": 7, "output_tokens": 3, "service_tier": "x"}},
            Answer("Thus.", 0.5, own=10),
        ),
        (
            {"modelUsage": {"a": {"inputTokens": 1, "cacheReadInputTokens": 2}, "b": {"outputTokens": 4}}},
            Answer("Thus.", 0.5, tokens=7),
        ),
        (
            {"stop_reason": "tool_deferred", "deferred_tool_use": {"id": "1", "name": "Bash", "input": {"a": 1}}},
            Answer("Thus.", 0.5, deferred=("Bash", {"a": 1})),
        ),
        (
            {"is_error": True, "result": None, "errors": ["Reached maximum budget ($1)"]},
            Answer("", 0.5, error="the client says: Reached maximum budget ($1)"),
        ),
        (
            {"is_error": True, "result": "Not logged in · Please run /login"},
            Answer(
                "Not logged in · Please run /login",
                0.5,
                error="the client says: Not logged in · Please run /login. Start `claude` once as this user, or set"
                " ANTHROPIC_API_KEY",
            ),
        ),
        ({"is_error": True, "result": "", "subtype": "error_x"}, Answer("", 0.5, error="the client says: error_x")),
    ],
)
def test_what_a_result_says(more: dict[str, Any], answer: Answer) -> None:
    """Words, dollars, tokens, a call that was put off, an error in a sentence."""
    assert parsed({**RESULT, **more}) == answer
