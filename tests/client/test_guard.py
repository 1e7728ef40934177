"""The guard in the real client, on both versions, where every tool is allowed but for the guard."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from tests.client.client import Client
from tests.client.scripted_model import Part, ScriptedModel, Turn, serving
from tests.hook.test_launcher import BROKEN, script
from tests.support.people import approve_all, desk_of

pytestmark = pytest.mark.claude

HEREDOC = """kubectl apply -f - <<'EOF'
apiVersion: v1
kind: Namespace
metadata: {name: shop}
EOF"""
ALL_ALLOWED = ("--allowedTools", "Bash,Write,Edit,Read,Agent")
DELETE = "kubectl delete deployment web -n shop"


@pytest.fixture(autouse=True)
def kubectl(installed: Client) -> Path:
    """A kubectl that only writes down how it was called."""
    program, record = installed.home / ".local" / "bin" / "kubectl", installed.home / "ran"
    program.write_text(f'#!/bin/sh\necho "$@" >> {record}\necho password: hunter2hunter2\n')
    program.chmod(0o755)
    record.touch()
    return record


def ran(client: Client) -> list[str]:
    return (client.home / "ran").read_text().splitlines()


def bash(*commands: str) -> list[Turn]:
    """A model that runs one command after the other."""
    return [Turn("", [("Bash", {"command": command, "description": "work"})]) for command in commands]


def results(model: ScriptedModel, who: str) -> list[str]:
    """What the model heard of each of its calls."""
    last = max(model.asked(who), key=lambda request: request.answered)
    blocks = [block for message in last.body["messages"] for block in message["content"] if isinstance(block, dict)]
    return [json.dumps(block["content"]) for block in blocks if block.get("type") == "tool_result"]


def run(client: Client, turns: list[Turn], *options: str) -> list[str]:
    """What the model heard of each of its calls."""
    with serving(Part("hello", turns)) as model:
        client.run("-p", "hello", *ALL_ALLOWED, *options, url=model.url)
    return results(model, "hello")


def log(client: Client) -> list[dict[str, Any]]:
    path = client.home / ".local" / "state" / "firstmate" / "log.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_what_runs_and_what_does_not(installed: Client) -> None:
    """Reads and what is safe run unasked, are logged, and show no secret; what is risky fails in -p with its reason."""
    write = ("Write", {"file_path": str(installed.home / "x.sh"), "content": DELETE})
    turns = [
        *bash("ls /", "kubectl logs web", "kubectl rollout restart deployment/web -n shop", DELETE),
        *bash(f"sh -c '{DELETE}'", HEREDOC),
        Turn("", [write]),
        *bash("sh x.sh", f"echo {'x' * 200_000}; {DELETE}"),
        Turn("", [("Write", {"file_path": str(installed.home / ".claude" / "settings.json"), "content": "{}"})]),
    ]
    heard = run(installed, turns)
    assert ran(installed) == ["logs web", "rollout restart deployment/web -n shop"]
    assert "bin" in heard[0]
    assert "hunter2" not in heard[1]
    assert ["Firstmate: " in said for said in heard] == [False] * 3 + [True] * 3 + [False] + [True] * 2 + [False]
    assert "denied" in heard[9]  # by the client's own rules, which come first
    assert "deletes deployment web" in heard[3]
    decided = [(entry["tier"], entry["decision"]) for entry in log(installed) if entry["event"] == "decided"]
    assert decided[:3] == [("read", "allow"), ("safe", "allow"), ("risky", "deny")]
    assert {entry["outcome"] for entry in log(installed) if entry["event"] == "done"} == {"done"}


@pytest.mark.parametrize(
    ("agent", "opening", "command"),
    [
        ("k8s-diagnostician", "You find the root cause", "kubectl rollout restart deployment/web -n shop"),
        ("general-purpose", "Why?", DELETE),
    ],
)
def test_a_subagent_is_refused(installed: Client, agent: str, opening: str, command: str) -> None:
    """The diagnostician changes nothing, not even what is safe; another one nothing that is risky."""
    task = {"description": "x", "prompt": "Why?", "subagent_type": agent, "run_in_background": False}
    parts = Part(opening, bash(command, "ls /")), Part("hello", [Turn("", [("Agent", task)])])
    with serving(*parts) as model:
        installed.ask(model, "hello", *ALL_ALLOWED)
    heard = results(model, opening)
    assert ("Firstmate: " in heard[0], "bin" in heard[1], ran(installed)) == (True, True, [])


def test_what_was_put_off_runs_after_the_approval_and_only_once(installed: Client) -> None:
    """The session ends, a person approves, the session goes on with the same call; the next one is put off again."""
    child = dataclasses.replace(installed, more={"FIRSTMATE_DEFERS": "1"})
    with serving(Part("hello", bash(DELETE, f"{DELETE} --now"))) as model:
        first = child.ask(model, "hello", *ALL_ALLOWED)
        still = child.ask(model, "", "--resume", first.id, *ALL_ALLOWED)
        assert (first.deferred, still.deferred, ran(installed)) == ("Bash", "Bash", [])
        approve_all(installed.home)
        then = child.ask(model, "", "--resume", first.id, *ALL_ALLOWED)
    assert ran(installed) == [DELETE.removeprefix("kubectl ")]
    assert (then.deferred, len(desk_of(installed.home).store.all())) == ("Bash", 2)


@pytest.mark.parametrize(
    "how", ["gone", "not executable", "ends with 1", "is killed", "says what is not JSON", "hangs"]
)
def test_a_broken_guard_lets_nothing_through(installed: Client, how: str) -> None:
    """And `ls` still works."""
    engine = installed.firstmate.with_name("hook")
    (script("sleep 60") if how == "hangs" else BROKEN[how])(engine)
    heard = run(installed, bash(DELETE, "ls /"))
    assert ("Firstmate cannot judge this" in heard[0], "bin" in heard[1], ran(installed)) == (True, True, [])


def test_ten_megabytes_are_not_let_through(installed: Client) -> None:
    """A call that nobody reads is refused, and the session goes on. The oldest client itself takes most of a minute."""
    heard = run(installed, bash(f"echo {'x' * 10_000_000}; {DELETE}", "ls /"))
    assert ("Firstmate" in heard[0], "bin" in heard[1], ran(installed)) == (True, True, [])


@pytest.mark.parametrize("bypass", [("--permission-mode", "bypassPermissions"), ("--dangerously-skip-permissions",)])
def test_the_guard_holds_where_the_client_asks_nobody(installed: Client, bypass: tuple[str, ...]) -> None:
    """Permissions of the client's are bypassed, the hook is not: reads and what is safe run, nothing else of ours."""
    turns = bash(
        "kubectl logs web", DELETE, f"sh -c '{DELETE}'", "kubectl delete ns kube-system", "firstmate thaw", "ls /"
    )
    heard = run(installed, turns, *bypass)
    assert ran(installed) == ["logs web"]
    assert ["Firstmate: " in said for said in heard[1:3]] == [True, True]
    assert "bin" in heard[-1]


def test_the_second_layer_needs_no_hook(installed: Client) -> None:
    """What is never an agent's is denied by the client's own rules as well."""
    path = installed.home / ".claude" / "settings.json"
    settings = json.loads(path.read_text())
    del settings["hooks"]
    path.write_text(json.dumps(settings))
    state = installed.home / ".local" / "state" / "firstmate" / "orders.json"
    turns = [
        *bash("kubectl delete ns kube-system", "firstmate thaw", "kubectl get pods"),
        Turn("", [("Write", {"file_path": str(path), "content": "{}"})]),
        Turn("", [("Write", {"file_path": str(state), "content": "{}"})]),
    ]
    run(installed, turns, "--permission-mode", "acceptEdits")
    assert ran(installed) == ["get pods"]
    assert (json.loads(path.read_text()), state.exists()) == (settings, False)


@pytest.mark.parametrize("name", ["settings.json", "settings.local.json"])
def test_a_project_that_turns_hooks_off(installed: Client, tmp_path: Path, name: str) -> None:
    """A known weakness: the client then asks no hook at all. What is forbidden its own rules still deny."""
    settings = tmp_path / ".claude" / name
    settings.parent.mkdir()
    settings.write_text('{"disableAllHooks": true}')
    with serving(Part("hello", bash("kubectl delete ns kube-system", "firstmate thaw", DELETE))) as model:
        installed.run("-p", "hello", *ALL_ALLOWED, url=model.url, cwd=tmp_path)
    heard = results(model, "hello")
    assert ["denied" in said for said in heard] == [True, True, False]
    assert ran(installed) == [DELETE.removeprefix("kubectl ")]


def test_the_plugin_without_its_engine_asks_and_names_the_set_up(plugged: Client) -> None:
    """What is guarded is refused in -p, with the one command that sets it up; `ls` works."""
    plugged.firstmate.with_name("hook").unlink()
    (plugged.home / ".claude" / "settings.json").write_text(plugins_only(plugged))
    heard = run(plugged, bash(DELETE, "ls /"))
    assert "install.py --plugin" in heard[0]
    assert ("${" in heard[0], "bin" in heard[1], ran(plugged)) == (False, True, [])


def test_the_plugins_hook_is_the_same_guard(plugged: Client) -> None:
    """With its engine: safe runs, risky does not."""
    (plugged.home / ".claude" / "settings.json").write_text(plugins_only(plugged))
    heard = run(plugged, bash("kubectl rollout restart deployment/web -n shop", DELETE))
    assert "deletes deployment web" in heard[1]
    assert ran(plugged) == ["rollout restart deployment/web -n shop"]


def plugins_only(client: Client) -> str:
    """The settings without what install.py has put there."""
    settings = json.loads((client.home / ".claude" / "settings.json").read_text())
    return json.dumps({"enabledPlugins": settings["enabledPlugins"]})
