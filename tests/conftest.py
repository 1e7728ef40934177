"""Fixtures for every test: nothing reaches the person's home or the network, and real servers are there to ask for."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support import servers
from tests.support.hermetic import forbid_home_and_network
from tests.support.kube import Cluster
from tests.support.kube import control_plane as running_control_plane
from tests.support.require import require

SESSION_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
"""Where unpacked binaries are kept between sessions; tests themselves get an empty cache."""

KUBE = os.environ.get("FIRSTMATE_TEST_KUBE", "")
UNSET = ("KUBECONFIG", "CLAUDE_CONFIG_DIR", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT")


def pytest_configure() -> None:
    forbid_home_and_network(Path.home())


@pytest.fixture(scope="session")
def _homes() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="firstmate-homes-") as folder:
        yield Path(folder)


@pytest.fixture(autouse=True)
def home(_homes: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder of this test's own, which HOME and the XDG variables name."""
    folder = Path(tempfile.mkdtemp(dir=_homes))
    monkeypatch.setenv("HOME", str(folder))
    for variable, part in {
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_STATE_HOME": ".local/state",
        "XDG_CACHE_HOME": ".cache",
    }.items():
        monkeypatch.setenv(variable, str(folder / part))
    for variable in UNSET:
        monkeypatch.delenv(variable, raising=False)
    return folder


@pytest.fixture(scope="session")
def control_plane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A real control plane, one for each worker; it keeps what tests leave in it. Most tests want `cluster`."""
    script = Path(KUBE) / "control-plane"
    require("the real control plane", bool(KUBE) and script.is_file(), "set FIRSTMATE_TEST_KUBE to its folder")
    require("etcd", shutil.which("etcd") is not None, "apt-get install -y etcd-server")
    with running_control_plane(script, tmp_path_factory.mktemp("kube"), SESSION_CACHE) as running:
        yield running


@pytest.fixture
def cluster(control_plane: Cluster) -> Cluster:
    """The real control plane, emptied."""
    control_plane.wipe()
    return control_plane


@pytest.fixture
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Starts a real Prometheus: `prometheus(config=…, rules=…)` gives its URL; it ends with the test."""
    require("prometheus", shutil.which("prometheus") is not None, "apt-get install -y prometheus")
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(
            servers.prometheus(tmp_path_factory.mktemp("prometheus"), **settings)
        )


@pytest.fixture
def alertmanager(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Starts a real Alertmanager: `alertmanager(config=…)` gives its URL; it ends with the test."""
    found = shutil.which("prometheus-alertmanager") is not None
    require("alertmanager", found, "apt-get install -y prometheus-alertmanager")
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(
            servers.alertmanager(tmp_path_factory.mktemp("alertmanager"), **settings)
        )
