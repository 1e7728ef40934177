"""The hook as the client runs it: an event on standard input, a shell, an answer."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from installer import environment, settings
from installer.disk import Disk

ROOT = Path(__file__).parents[2]
PACKAGES = [ROOT / "src", Path(sys.prefix) / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"]
"""What an installed environment has in one folder."""


def event_of(tool: str, given: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A call as the client hands it to a hook; None takes a field away."""
    event = {
        "session_id": "s",
        "transcript_path": "/home/op/.claude/projects/-work/s.jsonl",
        "cwd": "/tmp",
        "permission_mode": "default",
        "hook_event_name": "PreToolUse",
        "tool_name": tool,
        "tool_input": given,
        "tool_use_id": "toolu_1",
        **more,
    }
    return {key: value for key, value in event.items() if value is not None}


@dataclass(frozen=True)
class Answer:
    """What the hook said: allow, ask, deny, defer, or none; why; the rest of its JSON; and its exit code."""

    code: int
    printed: bytes

    @property
    def said(self) -> dict[str, Any]:
        return dict(json.loads(self.printed)["hookSpecificOutput"]) if self.printed.strip() not in (b"", b"{}") else {}

    @property
    def decision(self) -> str:
        assert self.code == 0, self
        return str(self.said.get("permissionDecision", "none"))

    @property
    def reason(self) -> str:
        return str(self.said.get("permissionDecisionReason", ""))


@dataclass(frozen=True)
class Hook:
    """The engine in a home of its own, and the launcher that the settings have for it."""

    home: Path
    engine: Path
    shell: Sequence[str] = ("sh",)
    env: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def at(cls, home: Path) -> Hook:
        """Installed there as install.py does it, with this checkout as its environment."""
        data = home / ".local" / "share" / "firstmate"
        (data / "bin").mkdir(parents=True, exist_ok=True)
        if not (data / "venv").exists():
            (data / "venv").symlink_to(sys.prefix)
        return cls(home, environment.write_hook(data, Disk(), PACKAGES))

    @property
    def command(self) -> str:
        """The launcher's text."""
        before: str = settings.hooks(str(self.engine), "python3 install.py")["PreToolUse"]["hooks"][0]["command"]
        return before

    def asked(self, event: Mapping[str, Any] | bytes, **env: str) -> Answer:
        """What the launcher answers."""
        return self._run([*self.shell, "-c", self.command], event, env)

    def engine_asked(self, event: Mapping[str, Any] | bytes, **env: str) -> Answer:
        """What the engine answers, without its launcher."""
        return self._run([str(self.engine)], event, env)

    def about(self, command: str, **more: Any) -> Answer:
        """What the launcher says of a Bash call."""
        return self.asked(event_of("Bash", {"command": command, "description": "a word"}, **more))

    def _run(self, argv: Sequence[str], event: Mapping[str, Any] | bytes, env: Mapping[str, str]) -> Answer:
        raw = event if isinstance(event, bytes) else json.dumps(event, separators=(",", ":")).encode()
        given = {"HOME": str(self.home), "PATH": "/usr/bin:/bin", **self.env, **env}
        done = subprocess.run(argv, input=raw, env=given, capture_output=True, timeout=30)
        return Answer(done.returncode, done.stdout)
