"""The launcher fails closed: whatever is wrong with the engine, guarded calls do not pass, and the others do."""

from __future__ import annotations

import dataclasses
import json
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.guard.corpus import Row, rows, themes
from tests.hook.hooks import ROOT, Hook, event_of

SHELLS = ("dash", "bash", "busybox sh", "zsh --emulate sh", "mksh")
GUARDED = "kubectl delete deployment web"


def script(text: str) -> Callable[[Path], None]:
    """An engine that is this shell script instead."""

    def put(engine: Path) -> None:
        engine.write_text(f"#!/bin/sh\n{text}\n")
        engine.chmod(0o755)

    return put


BROKEN: dict[str, Callable[[Path], None]] = {
    "gone": Path.unlink,
    "not executable": lambda engine: engine.chmod(0o644),
    "a folder": lambda engine: (engine.unlink(), engine.mkdir())[0],
    "its interpreter is gone": lambda engine: engine.write_text("#!/nowhere/python3\n") and None,
    "no program": lambda engine: engine.write_bytes(b"\x7fELF\0\0") and None,
    "ends with 1": script("exit 1"),
    "ends with 2 and says nothing": script("exit 2"),
    "raises": script("echo 'Traceback (most recent call last):' >&2; exit 1"),
    "is killed": script("kill -9 $$"),
    "says nothing": script("exit 0"),
    "says what is not JSON": script("echo allowed"),
    "says half of it": script("""printf '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permission'"""),
    "says something else": script("""echo '{"continue": true}'"""),
    "allows, and then crashes": script(
        """echo '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"allow"}}'; exit 1"""
    ),
}


def broken(hook: Hook, how: str) -> Hook:
    BROKEN[how](hook.engine)
    return hook


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """A shell that some machine calls `sh`."""
    words = tuple(str(request.param).split())
    if shutil.which(words[0]) is None:
        pytest.skip(f"{words[0]} is not here")
    return words


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_engine_lets_nothing_guarded_pass(hook: Hook, how: str) -> None:
    """It is asked about, with one line that says what to do."""
    answer = broken(hook, how).about(GUARDED)
    assert answer.decision == "ask"
    assert "Firstmate cannot judge this" in answer.reason
    assert "\n" not in answer.reason


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_engine_does_not_stop_what_is_not_guarded(hook: Hook, how: str) -> None:
    """`ls` still works."""
    assert broken(hook, how).about("ls -la src").decision == "none"


def test_every_shell_asks_the_engine(hook: Hook, shell: tuple[str, ...]) -> None:
    """And hands its whole answer on."""
    answer = dataclasses.replace(hook, shell=shell).about(GUARDED)
    assert (answer.decision, "kubectl.delete.deployment" in answer.reason) == ("ask", True)


def test_every_shell_fails_closed(hook: Hook, shell: tuple[str, ...]) -> None:
    """Without an engine: the guarded call is asked about, `ls` passes."""
    there = dataclasses.replace(broken(hook, "gone"), shell=shell)
    assert (there.about(GUARDED).decision, there.about("ls -la src").decision) == ("ask", "none")


def test_a_hanging_engine_is_given_up(hook: Hook) -> None:
    """After three seconds, long before the client would let the call through."""
    script("sleep 60")(hook.engine)
    began = time.monotonic()
    assert hook.about(GUARDED).decision == "ask"
    assert time.monotonic() - began < 6


def test_without_a_path_the_shell_alone_suffices(hook: Hook) -> None:
    """No cat, no sleep: the event is read by the shell itself."""
    there = dataclasses.replace(broken(hook, "gone"), shell=(shutil.which("sh") or "sh",), env={"PATH": "/nowhere"})
    assert (there.about(GUARDED).decision, there.about("ls -la src").decision) == ("ask", "none")


@pytest.mark.parametrize("mode", ["plan", "dontAsk", "bypassPermissions", None])
def test_where_nobody_is_asked_it_is_denied(hook: Hook, mode: str | None) -> None:
    """A question would be answered by the client itself there."""
    assert broken(hook, "gone").about(GUARDED, permission_mode=mode).decision == "deny"


@pytest.mark.parametrize("env", [{"CLAUDE_CODE_ENTRYPOINT": "sdk-cli"}, {"CLAUDE_CODE_SESSION_ATTENDED": "0"}])
def test_headless_it_is_denied(hook: Hook, env: dict[str, str]) -> None:
    """Nobody sits there."""
    assert dataclasses.replace(broken(hook, "gone"), env=env).about(GUARDED).decision == "deny"


@pytest.mark.parametrize("command", ["ku''bectl get ns", 'k"u"bectl x', "$K get pods", "ls\nrm -r x", "a=b ls", "./x"])
def test_what_could_make_up_a_name_is_asked_about(hook: Hook, command: str) -> None:
    """Without the engine nobody takes quotes and variables apart."""
    assert broken(hook, "gone").about(command).decision == "ask"


@pytest.mark.parametrize(
    "command", ["pwd", 'echo "hello world"', "grep -rn 'foo bar' src", "cat README.md | wc -l", "cd src && pytest -q"]
)
def test_plain_work_goes_on(hook: Hook, command: str) -> None:
    """Nothing in it is, or could become, the name of a guarded tool."""
    assert broken(hook, "gone").about(command).decision == "none"


@pytest.mark.parametrize(
    ("tool", "given", "decision"),
    [
        ("Write", {"file_path": "/work/x.py", "content": "pass"}, "none"),
        ("Write", {"file_path": "/home/op/.claude/settings.json", "content": "{}"}, "ask"),
        ("Edit", {"file_path": "/home/op/.ssh/config", "old_string": "a", "new_string": "b"}, "ask"),
        ("Read", {"file_path": "/work/README.md"}, "none"),
        ("Read", {"file_path": "/home/op/.kube/config"}, "ask"),
        ("Monitor", {"command": GUARDED, "description": "x"}, "ask"),
        ("Monitor", {"description": "x", "command": GUARDED}, "ask"),
        ("mcp__kubernetes__pods_delete", {"name": "web"}, "ask"),
        ("mcp__weather__today", {"place": "here"}, "none"),
        ("Agent", {"prompt": "look", "subagent_type": "Explore"}, "none"),
        ("TodoWrite", {"todos": []}, "none"),
    ],
)
def test_other_tools_without_an_engine(hook: Hook, tool: str, given: dict[str, object], decision: str) -> None:
    """Files that are protected and servers that reach the cluster are asked about, the others pass."""
    assert broken(hook, "gone").asked(event_of(tool, given)).decision == decision


def test_an_event_in_another_layout(hook: Hook) -> None:
    """With a space after each colon and comma it is read alike."""
    broken(hook, "gone")
    for command, decision in ((GUARDED, "ask"), ("ls -la src", "none"), ('echo "a", "b"; kubectl get x', "ask")):
        event = json.dumps(event_of("Bash", {"command": command, "description": "x"})).encode()
        assert hook.asked(event).decision == decision


UNREADABLE = {
    "nothing": b"",
    "binary": bytes(range(256)) * 40,
    "not JSON": b'{"tool_name":"Bash","tool_input":{"command":"kubectl delete ns shop"',
    "a list": b'["kubectl delete ns shop"]',
    "no tool": json.dumps(event_of("Bash", {"command": GUARDED}, tool_name=None)).encode(),
    "no input": json.dumps(event_of("Bash", {}, tool_input=None)).encode(),
    "input of the wrong type": json.dumps(event_of("Bash", {}, tool_input="kubectl")).encode(),
    "deep": b'{"tool_name":"Bash","tool_input":' + b"[" * 100_000,
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_an_unreadable_event_is_not_let_through(hook: Hook, what: str) -> None:
    """With a working engine: what it cannot read, the launcher judges by its text."""
    assert hook.asked(UNREADABLE[what]).decision in ("ask", "deny")


def test_an_unreadable_event_of_another_tool_passes(hook: Hook) -> None:
    """Nothing guarded stands in it."""
    assert hook.asked(b'{"tool_name":"TodoWrite","tool_input":{"todos":"x"').decision == "none"


@pytest.mark.parametrize("how", ["whole", "gone"])
def test_ten_megabytes_are_not_let_through(hook: Hook, how: str) -> None:
    """Neither by the engine nor without it, and within the time that the client gives."""
    if how == "gone":
        broken(hook, how)
    began = time.monotonic()
    assert hook.about(f"echo {'x' * 10_000_000}; {GUARDED}").decision in ("ask", "deny")
    assert time.monotonic() - began < 8


def test_no_labelled_command_passes_without_an_engine(hook: Hook) -> None:
    """All rows of the corpus that deserve to be asked about, by the shell alone."""
    broken(hook, "gone")
    dangerous = [row for theme in themes() for row in rows(theme) if row.tier in ("risky", "forbidden")]

    def passes(row: Row) -> bool:
        return hook.about(row.command).decision == "none"

    with ThreadPoolExecutor(2) as pool:
        passing = zip(dangerous, pool.map(passes, dangerous), strict=True)
        assert [row.command for row, passed in passing if passed] == []


def test_the_plugin_has_the_same_launcher() -> None:
    """Its manifest is what scripts/named generators plugin writes."""
    from generators.plugin import MANIFEST, manifest  # noqa: PLC0415 - it lies beside the installer

    assert (ROOT / ".claude-plugin" / "plugin.json", manifest()) == (MANIFEST, MANIFEST.read_text())
