"""Processes of the engine are killed; their runs go on where they stood, and nothing happens twice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def soak(*options: str) -> subprocess.CompletedProcess[str]:
    """A small run of scripts/soak engine."""
    command = [sys.executable, "scripts/soaks/engine.py", *options]
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'scripts'}"}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=240)


def test_runs_survive_the_end_of_their_processes():
    """Every shape once in peace, then forty kills at any moment: all effects are there, each once."""
    ended = soak("--kills", "40")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert " 0 wrong" in ended.stdout
