"""The real claude client: got from npm once, then run offline in an environment that holds nothing else."""

from __future__ import annotations

import fcntl
import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.client.scripted_model import ScriptedModel

Plain = dict[str, Any]

VERSIONS = ("2.1.197", "2.1.329")
"""The oldest and the newest that Firstmate is known to work with."""

NOBODY = "http://127.0.0.1:9"
"""Where no model answers: for what must not need one."""


class NoClient(Exception):
    """npm is missing, or could not get this version."""


def fetch(version: str, cache: Path) -> Path:
    """The client's own binary of this version, from `cache` if it is there already."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / f"{version}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several test workers want it at the same moment
        folder = cache / version
        if not (folder / "complete").exists():
            _install(version, folder)
            (folder / "complete").touch()
    # Where npm brings two builds, the one for musl comes second.
    return sorted(folder.glob("node_modules/@anthropic-ai/claude-code-*/claude"))[0]


def _install(version: str, folder: Path) -> None:
    """Without its install script, which only links the binary and needs a newer Node than Debian has."""
    package = f"@anthropic-ai/claude-code@{version}"
    command = ["npm", "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund", package]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise NoClient("there is no npm (apt-get install -y npm)") from error
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith(("npm error", "npm ERR!"))]
        raise NoClient(f"npm install {package}: {'; '.join(errors[:2]) or done.returncode}")


@dataclass(frozen=True)
class Session:
    """What a run with a prompt printed, line by line."""

    lines: list[Plain]

    @property
    def init(self) -> Plain:
        """The first line: which commands, agents, skills and plugins there are."""
        return next(line for line in self.lines if line.get("subtype") == "init")

    @property
    def result(self) -> str:
        """The final answer."""
        return str(self._end["result"])

    @property
    def denied(self) -> list[Plain]:
        """The tool calls that would have needed the user's yes."""
        return list(self._end["permission_denials"])

    @property
    def id(self) -> str:
        """What `--resume` takes."""
        return str(self._end["session_id"])

    @property
    def deferred(self) -> str:
        """The tool call that was put off, by its name; empty when the session came to its end."""
        return str((self._end.get("deferred_tool_use") or {}).get("name", ""))

    @property
    def _end(self) -> Plain:
        return next(line for line in self.lines if line["type"] == "result")


@dataclass(frozen=True)
class Client:
    """One version of it with one home folder, whose ~/.local/bin is on the PATH; `firstmate` is the launcher there."""

    binary: Path
    home: Path
    firstmate: Path
    more: Mapping[str, str] = field(default_factory=dict)
    """Further variables of its environment."""

    def ask(self, model: ScriptedModel, prompt: str, *options: str, cwd: Path | None = None) -> Session:
        """`claude -p PROMPT`, answered by `model`; without a prompt to go on with a call that was put off."""
        arguments = ["-p", *([prompt] if prompt else []), "--output-format", "stream-json", "--verbose", *options]
        out = self.run(*arguments, url=model.url, cwd=cwd)
        return Session([json.loads(line) for line in out.splitlines() if line.startswith("{")])

    def run(self, *arguments: str, url: str = NOBODY, cwd: Path | None = None) -> str:
        """What `claude ARGUMENTS` printed; it must succeed."""
        done = subprocess.run(
            [self.binary, *arguments],
            env=self.environment(url),
            cwd=cwd or self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, f"claude {arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def environment(self, url: str) -> dict[str, str]:
        """All that it is given."""
        return {
            "HOME": str(self.home),
            "PATH": f"{self.home}/.local/bin:/usr/bin:/bin",
            "ANTHROPIC_BASE_URL": url,
            "ANTHROPIC_API_KEY": "dummy",
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            "DISABLE_AUTOUPDATER": "1",
            "IS_SANDBOX": "1",  # without it, root is refused some modes
            **self.more,
        }
