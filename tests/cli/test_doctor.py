"""`firstmate doctor`: what is printed, and the exit code."""

from __future__ import annotations

import json

from click.testing import CliRunner

from firstmate.entrypoints.cli.doctor import command


def test_nothing_is_there(home, monkeypatch) -> None:
    """No client to be found is not knowing, and beats what is wrong: exit code 3, and what to do next."""
    monkeypatch.setenv("PATH", "/nonexistent")
    done = CliRunner().invoke(command, [])
    assert done.exit_code == 3
    assert "hook: it is not registered: nothing is guarded" in done.output
    assert "next: run python3 install.py" in done.output


def test_for_machines(home, monkeypatch) -> None:
    """A list of checks, each with its health."""
    monkeypatch.setenv("PATH", "/nonexistent")
    checks = json.loads(CliRunner().invoke(command, ["--json"]).output)
    assert {"name": "client", "health": "unknown"}.items() <= checks[0].items()
