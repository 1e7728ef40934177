"""A control plane whose controllers are stopped, and the score at the end of a run."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clusters.stage import Stage
from tests.conftest import KUBE, SESSION_CACHE
from tests.support.kube import control_plane
from tests.support.require import require

SCORED = {"test_the_cause_comes_first": "cause first", "test_a_healthy_cluster_is_silent": "silent"}


@pytest.fixture(scope="session")
def _stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    script = Path(KUBE) / "control-plane"
    require("the real control plane", bool(KUBE) and script.is_file(), "set FIRSTMATE_TEST_KUBE to its folder")
    require("etcd", shutil.which("etcd") is not None, "apt-get install -y etcd-server")
    with control_plane(script, tmp_path_factory.mktemp("kube"), SESSION_CACHE) as running:
        yield Stage.on(running)


@pytest.fixture
def stage(_stage: Stage) -> Stage:
    """The stage, empty."""
    _stage.clear()
    return _stage


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many of the broken clusters had their cause named first, how many healthy ones had nothing told of them."""
    for test, words in SCORED.items():
        outcomes = Counter(
            outcome
            for outcome in ("passed", "failed", "xfailed")
            for report in terminalreporter.stats.get(outcome, ())
            if f"::{test}[" in report.nodeid
        )
        if outcomes:
            terminalreporter.write_line(f"clusters {words}: {outcomes['passed']} of {outcomes.total()}")
