"""Whether the guard is really there: tried by the very command that the client runs, not read off a file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from firstmate.adapters import shfmt
from firstmate.adapters.orders_sidecar import Files
from firstmate.services.standing_orders import in_force
from firstmate.unix_filter import Failed, run

OLDEST = (2, 1, 197)
"""The oldest client on which the guard was seen to work."""
OURS = "firstmate/bin/hook"
PLUGIN = "firstmate@"
CANARY = "kubectl delete namespace kube-system"
PROOF = ("client", "hook", "canary, main thread", "canary, subagent")
PROJECT = ("settings.json", "settings.local.json")
TRIES = 3
SECONDS = 8.0
SET_UP = "python3 install.py in the checkout of Firstmate"


class Health(StrEnum):
    """What a check found. UNKNOWN is never good."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Check:
    """One thing that has to be so: what was found, and what to do when it is not."""

    name: str
    health: Health
    found: str
    hint: str = ""


@dataclass(frozen=True)
class Patient:
    """Where everything should be: the client's folder, Firstmate's, the standing orders; the environment."""

    claude: Path
    data: Path
    orders: Files
    env: Mapping[str, str]
    folder: Path
    """Where somebody works: the settings of a project count, too."""


def examine(patient: Patient) -> Iterator[Check]:
    """Every check, in the order in which they build on each other."""
    yield _client(patient)
    settings = _read(patient.claude / "settings.json")
    if settings is None:
        yield _bad("settings", f"{patient.claude / 'settings.json'} cannot be read", "make it plain JSON")
        settings = {}
    commands = registered(settings)
    yield _registered(settings, commands)
    yield _here(patient.folder)
    if command := commands[0] if commands else _engine(patient):
        yield from _tried(command, patient.env)
    yield _second_layer(settings, patient)
    yield _grammar()
    problem = in_force(patient.orders).problem
    yield (
        _bad("standing orders", problem, "firstmate orders check") if problem else _good("standing orders", "in force")
    )


def unguarded(patient: Patient) -> str:
    """Why the client may not be started by itself; empty: it is there, and its hook has just refused the canary.

    A hook that gave no answer in time, on a machine that has much to do, is asked again.
    """
    for _ in range(TRIES):
        checks = {check.name: check for check in examine(patient) if check.name in PROOF}
        bad = [checks.get(name) or _bad(name, "it could not be tried", f"run {SET_UP}") for name in PROOF]
        bad = [check for check in bad if check.health is not Health.GOOD]
        if not bad:
            return ""
        if not bad[0].name.startswith("canary"):
            break
    return f"the client is not started: {bad[0].name}: {bad[0].found}; {bad[0].hint}"


def registered(settings: Mapping[str, Any]) -> list[str]:
    """The commands of our hooks before a call, as the settings have them."""
    found = []
    hooks = settings.get("hooks")
    entries = hooks.get("PreToolUse") if isinstance(hooks, dict) else None
    for entry in entries if isinstance(entries, list) else ():
        inner = entry.get("hooks") if isinstance(entry, dict) else None
        for hook in inner if isinstance(inner, list) else ():
            command = hook.get("command") if isinstance(hook, dict) else None
            if isinstance(command, str) and OURS in command and entry.get("matcher") in ("*", "", None):
                found.append(command)
    return found


def _client(patient: Patient) -> Check:
    path = shutil.which("claude", path=patient.env.get("PATH", ""))
    printed = (
        run([path, "--version"], b"", SECONDS, 4096, patient.env) if path else Failed("there is no claude on PATH")
    )
    if isinstance(printed, Failed):
        return Check("client", Health.UNKNOWN, printed.why, "install Claude Code, or look at its PATH")
    version = printed.decode(errors="replace").split(" ")[0].strip()
    numbers = tuple(int(part) for part in version.split(".") if part.isdigit())
    oldest = ".".join(map(str, OLDEST))
    if len(numbers) != len(OLDEST):
        return Check(
            "client", Health.UNKNOWN, f"it calls its version {version!r}", f"the guard needs {oldest} or newer"
        )
    if numbers < OLDEST:
        return _bad("client", f"version {version} is too old", f"update it to {oldest} or newer")
    return _good("client", f"version {version}")


def _registered(settings: Mapping[str, Any], commands: list[str]) -> Check:
    plugins = settings.get("enabledPlugins")
    plugin = any(name.startswith(PLUGIN) and on for name, on in plugins.items()) if isinstance(plugins, dict) else False
    if settings.get("disableAllHooks"):
        return _bad("hook", "disableAllHooks is set: nothing is guarded", "take it out of the settings")
    if len(commands) > 1:
        return _bad("hook", f"it is registered {len(commands)} times", f"keep one, or run {SET_UP}")
    if commands and plugin:
        return _good("hook", "registered in the settings; the plugin's stands aside")
    if commands or plugin:
        return _good("hook", "registered once, in the settings" if commands else "registered once, by the plugin")
    return _bad("hook", "it is not registered: nothing is guarded", f"run {SET_UP}")


def _here(folder: Path) -> Check:
    """No settings of this folder, or of one around it, switch the hooks off: the client would not say so."""
    paths = [place / ".claude" / name for place in (folder, *folder.parents) for name in PROJECT]
    off = [path for path in paths if path.is_file() and ((told := _read(path)) is None or told.get("disableAllHooks"))]
    if off:
        return _bad("this folder", f"{off[0]} switches hooks off, or cannot be read", "take disableAllHooks out of it")
    return _good("this folder", "no settings of a project switch the hooks off")


def _engine(patient: Patient) -> str:
    """The plugin's launcher leads here."""
    engine = patient.data / "bin" / "hook"
    return f"'{engine}'" if engine.exists() else ""


def _tried(command: str, env: Mapping[str, str]) -> Iterator[Check]:
    agent = {"agent_id": "doctor", "agent_type": "general-purpose"}
    for name, text, more, wanted in (
        ("canary, main thread", CANARY, {}, "deny"),
        ("canary, subagent", CANARY, agent, "deny"),
        ("canary, nothing of ours", "ls", {}, "none"),
    ):
        said = _asked(command, text, more, env)
        if said.partition(":")[0] == wanted and "cannot judge" not in said:
            yield _good(name, f"`{text}`: {wanted}")
        else:
            yield _bad(name, f"`{text}`: {said}, and not {wanted}", f"run {SET_UP}")


def _asked(command: str, text: str, more: Mapping[str, str], env: Mapping[str, str]) -> str:
    """`deny: reason`, as the client would hear it; `none`."""
    event = {
        "session_id": "firstmate-doctor",
        "cwd": "/tmp",  # noqa: S108 - a folder that is there; nothing is written
        "permission_mode": "default",
        "hook_event_name": "PreToolUse",
        "tool_name": "Bash",
        "tool_input": {"command": text},
        "tool_use_id": "doctor",
        **more,
    }
    raw = json.dumps(event, separators=(",", ":")).encode()
    printed = run(["/bin/sh", "-c", command], raw, SECONDS, 65536, env)
    if isinstance(printed, Failed):
        return printed.why
    try:
        said = json.loads(printed or b"{}").get("hookSpecificOutput", {})
    except ValueError:
        return "no JSON"
    return f"{said.get('permissionDecision', 'none')}: {said.get('permissionDecisionReason', '')}"


def _second_layer(settings: Mapping[str, Any], patient: Patient) -> Check:
    name, wanted = "second layer", _denied(_read(patient.data / "bin" / "settings.json") or {})
    if not wanted:
        return Check(name, Health.UNKNOWN, "which rules should be there was not noted", f"run {SET_UP}")
    if missing := wanted - _denied(settings):
        return _bad(name, f"{len(missing)} of {len(wanted)} rules are not in permissions.deny", f"run {SET_UP}")
    return _good(name, f"all {len(wanted)} rules are in permissions.deny")


def _denied(settings: Mapping[str, Any]) -> set[str]:
    permissions = settings.get("permissions")
    rules = permissions.get("deny") if isinstance(permissions, dict) else None
    return {rule for rule in rules if isinstance(rule, str)} if isinstance(rules, list) else set()


def _grammar() -> Check:
    path = shfmt.find()
    if not path or shfmt.answer("a | b", path) is None:
        return _bad("shfmt", "it gives no answer: every script is asked about", f"run {SET_UP}")
    return _good("shfmt", path)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _good(name: str, found: str) -> Check:
    return Check(name, Health.GOOD, found)


def _bad(name: str, found: str, hint: str) -> Check:
    return Check(name, Health.BAD, found, hint)
