"""Other guards for Claude Code, as hook processes in a temporary folder; or the reason why one is missing."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

PACKAGE = "cc-safety-net@2.4.5"
WHEEL = "nah==0.11.0"


class Guard(NamedTuple):
    """One guard: a command that reads a hook call and prints its decision."""

    name: str
    command: tuple[str, ...]


class Missing(NamedTuple):
    """One that is not measured, and why."""

    name: str
    reason: str


def peers(folder: Path, dippy: Path | None, destructive: Path | None) -> list[Guard | Missing]:
    """Those that can be had here: a checkout of the first and the binary of the last have to be named."""
    return [_dippy(dippy), _safety_net(folder / "npm"), _nah(folder / "nah"), _destructive(destructive)]


def _dippy(checkout: Path | None) -> Guard | Missing:
    if checkout is None:
        return Missing("Dippy", "it is on no registry: name a checkout with --dippy")
    hook = checkout / "bin" / "dippy-hook"
    if not hook.is_file():
        return Missing("Dippy", f"{hook} is not there")
    version = _printed([sys.executable, str(hook), "--version"]).split()[-1]
    return Guard(f"Dippy {version}", (sys.executable, str(hook)))


def _safety_net(folder: Path) -> Guard | Missing:
    folder.mkdir()
    try:
        _printed(["npm", "install", "--silent", "--ignore-scripts", "--prefix", str(folder), PACKAGE])
    except (OSError, subprocess.CalledProcessError) as error:
        return Missing(PACKAGE, f"npm did not install it ({error})")
    script = folder / "node_modules" / "cc-safety-net" / "dist" / "bin" / "cc-safety-net.js"
    return Guard(PACKAGE.replace("@", " "), ("node", str(script), "hook", "--claude-code"))


def _nah(folder: Path) -> Guard | Missing:
    venv.create(folder, with_pip=True)
    try:
        _printed([str(folder / "bin" / "pip"), "install", "--quiet", WHEEL])
    except subprocess.CalledProcessError as error:
        return Missing(WHEEL, f"pip did not install it ({error})")
    return Guard(WHEEL.replace("==", " "), (str(folder / "bin" / "nah"), "_claude-hook"))


def _destructive(binary: Path | None) -> Guard | Missing:
    if binary is None:
        return Missing("destructive_command_guard", "it is built from source: name its binary with --dcg")
    return Guard("destructive_command_guard", (str(binary),))


def _printed(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def asked(guard: Guard, command: str, cwd: str, environment: Mapping[str, str]) -> str:
    """What it decides about a Bash call: allow, ask, deny, defer, or none when it says nothing."""
    done = subprocess.run(
        guard.command, input=call_of(command, cwd), env=environment, capture_output=True, check=False, timeout=60
    )
    if done.returncode == 2:  # the client takes that for a deny
        return "deny"
    try:
        said = json.loads(done.stdout or b"{}")
        return str(said.get("hookSpecificOutput", {}).get("permissionDecision", "none"))
    except ValueError:
        return "none"


def call_of(command: str, cwd: str) -> bytes:
    """The call as the client writes it to a hook."""
    call = {
        "session_id": "bench",
        "transcript_path": "/dev/null",
        "cwd": cwd,
        "permission_mode": "default",
        "hook_event_name": "PreToolUse",
        "tool_name": "Bash",
        "tool_input": {"command": command, "description": "A command of the benchmark"},
        "tool_use_id": "bench",
    }
    return json.dumps(call, separators=(",", ":")).encode()
