"""Doctor tells a guard that is there from one that only seems to be."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from installer import settings as client_settings

from firstmate.adapters.orders_sidecar import Files
from firstmate.services.doctor import Check, Health, Patient, examine, unguarded
from tests.hook.hooks import Hook

Settings = dict[str, Any]


def put(hook: Hook, change: Callable[[Settings], object] = lambda _: None, version: str = "2.1.329") -> Patient:
    """A home as install.py leaves it, then changed."""
    launcher = hook.engine.with_name("firstmate")
    shown = client_settings.shown(str(launcher))
    hook.engine.with_name("settings.json").write_bytes(shown)
    settings = json.loads(shown)
    change(settings)
    claude, program = hook.home / ".claude", hook.home / "bin" / "claude"
    for folder in (claude, program.parent):
        folder.mkdir()
    (claude / "settings.json").write_text(json.dumps(settings))
    program.write_text(f"#!/bin/sh\necho '{version} (Claude Code)'\n")
    program.chmod(0o755)
    env = {"HOME": str(hook.home), "PATH": f"{program.parent}:/usr/bin:/bin"}
    files = Files("/nonexistent/o.yaml", "/nonexistent/o.json")
    return Patient(claude, hook.engine.parents[1], files, env, hook.home / "project")


def wrong(patient: Patient) -> dict[str, Check]:
    return {check.name: check for check in examine(patient) if check.health is not Health.GOOD}


def test_a_whole_guard(hook: Hook) -> None:
    """Nothing is wrong, and everything was looked at."""
    checks = list(examine(put(hook)))
    assert {check.health for check in checks} == {Health.GOOD}
    assert [check.name for check in checks] == [
        "client",
        "hook",
        "this folder",
        "canary, main thread",
        "canary, subagent",
        "canary, nothing of ours",
        "second layer",
        "shfmt",
        "standing orders",
    ]


def test_a_canary_is_in_the_log(hook: Hook) -> None:
    """As what it is: it went through the real engine."""
    list(examine(put(hook)))
    log = (hook.home / ".local" / "state" / "firstmate" / "log.jsonl").read_text()
    assert log.count("firstmate-doctor") == 2


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda settings: settings.pop("hooks"), "hook"),
        (lambda settings: settings["hooks"]["PreToolUse"].append(settings["hooks"]["PreToolUse"][0]), "hook"),
        (lambda settings: settings.update(disableAllHooks=True), "hook"),
        (lambda settings: settings["hooks"]["PreToolUse"][0].update(matcher="Bash"), "hook"),
        (lambda settings: settings["permissions"]["deny"].pop(), "second layer"),
        (lambda settings: settings.update(permissions=[]), "second layer"),
    ],
)
def test_settings_that_were_changed(hook: Hook, change: Callable[[Settings], object], name: str) -> None:
    """What is wrong is named, with what to do."""
    found = wrong(put(hook, change))
    assert found[name].health is Health.BAD
    assert found[name].hint


def test_an_engine_that_is_gone(hook: Hook) -> None:
    """That its launcher still asks is not enough."""
    patient = put(hook)
    hook.engine.unlink()
    assert {"canary, main thread", "canary, subagent"} <= set(wrong(patient))


def test_a_hook_that_lets_everything_through(hook: Hook) -> None:
    """It is registered, it answers, and it does not guard."""
    patient = put(hook)
    hook.engine.write_text("#!/bin/sh\nprintf '{}'\n")
    assert {"canary, main thread", "canary, subagent"} <= set(wrong(patient))


def test_both_installed(hook: Hook) -> None:
    """The plugin's stands aside: said, and no fault."""
    patient = put(hook, lambda settings: settings.update(enabledPlugins={"firstmate@firstmate": True}))
    assert "stands aside" in next(check.found for check in examine(patient) if check.name == "hook")
    assert not wrong(patient)


@pytest.mark.parametrize(("version", "health"), [("2.1.100", Health.BAD), ("dev", Health.UNKNOWN)])
def test_another_client(hook: Hook, version: str, health: Health) -> None:
    """Older than the oldest it was seen to work on; of a version that nobody understands."""
    assert wrong(put(hook, version=version))["client"].health is health


def test_no_client_and_no_settings(hook: Hook, tmp_path: Path) -> None:
    """Not knowing is told as that."""
    files = Files("/nonexistent/o.yaml", "/nonexistent/o.json")
    found = wrong(Patient(tmp_path, tmp_path, files, {"PATH": "/nonexistent"}, tmp_path))
    assert found["client"].health is Health.UNKNOWN
    assert found["hook"].health is Health.BAD


@pytest.mark.parametrize(
    ("name", "text", "health"),
    [
        ("settings.json", '{"disableAllHooks": true}', Health.BAD),
        ("settings.local.json", '{"disableAllHooks": true}', Health.BAD),
        ("settings.local.json", "{", Health.BAD),
        ("settings.json", '{"disableAllHooks": false}', Health.GOOD),
    ],
)
def test_settings_of_a_project(hook: Hook, name: str, text: str, health: Health) -> None:
    """One that somebody works in may switch the hook off, without a word from the client."""
    patient = put(hook)
    folder = patient.folder / ".claude"
    folder.mkdir(parents=True)
    (folder / name).write_text(text)
    below = dataclasses.replace(patient, folder=patient.folder / "src" / "deep")
    assert {check.name: check.health for check in examine(below)}["this folder"] is health


def test_settings_that_are_no_json(hook: Hook) -> None:
    """The client would not read them either."""
    patient = put(hook)
    (patient.claude / "settings.json").write_text("{ // mine")
    assert "settings" in wrong(patient)


def test_a_proven_guard_holds_the_client(hook: Hook) -> None:
    """Nothing stands against starting it."""
    assert unguarded(put(hook)) == ""


def test_the_client_is_not_started_without_its_hook(hook: Hook) -> None:
    """With what is wrong, and what to do."""
    told = unguarded(put(hook, lambda settings: settings.pop("hooks")))

    assert told.startswith("the client is not started: hook: it is not registered: nothing is guarded; run ")


def test_a_plugin_without_its_engine_proves_nothing(hook: Hook) -> None:
    """It is registered, and there is no hook that could be tried."""
    patient = put(hook, lambda settings: settings.update(hooks={}, enabledPlugins={"firstmate@here": True}))
    hook.engine.unlink()

    assert "canary, main thread: it could not be tried" in unguarded(patient)


@pytest.mark.parametrize(("failures", "proven"), [(1, True), (9, False)])
def test_a_hook_that_gave_no_answer_is_asked_again(hook: Hook, failures: int, proven: bool) -> None:
    """A machine that has much to do is not a broken guard; one that goes on failing is."""
    patient, real = put(hook), hook.engine.with_name("real")
    hook.engine.rename(real)
    count = f"n=$(cat {hook.home}/n 2>/dev/null || echo 0); echo $((n + 1)) > {hook.home}/n"
    hook.engine.write_text(f"#!/bin/sh\n{count}\n[ $n -ge {failures} ] || exit 1\nexec {real}\n")
    hook.engine.chmod(0o755)

    assert (unguarded(patient) == "") is proven
