"""The benchmarks still start: what they call has not changed under them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.require import require

ROOT = Path(__file__).parents[2]


@pytest.mark.kube
@pytest.mark.kubectl
def test_the_status_benchmark_measures_a_small_fleet(tmp_path: Path) -> None:
    """Twenty pods say nothing of speed; that both commands run, and are measured, is what counts here."""
    require(
        "the real control plane", bool(os.environ.get("FIRSTMATE_TEST_KUBE")), "set FIRSTMATE_TEST_KUBE to its folder"
    )
    command = [sys.executable, ROOT / "scripts/benchmarks/status.py", "--pods", "20", "--nodes", "2", "--repeat", "1"]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'scripts'}"}

    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert "budget" in done.stdout, done.stderr


def test_the_guard_benchmark_measures_ours_alone() -> None:
    """Two processes of each say nothing of speed; that the hook runs, and the corpus is judged, is what counts here."""
    command = [sys.executable, ROOT / "scripts/benchmarks/guard.py", "--repeat", "2", "--rows", "500", "--no-peers"]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'scripts'}"}

    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert "the decision alone" in done.stdout and "adversarial" in done.stdout, done.stderr
