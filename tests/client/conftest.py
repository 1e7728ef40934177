"""Fixtures: the client in each version, a home with the bundle in it, and a practice cluster to look at."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from installer import bundle, environment
from installer.disk import Disk

from tests.client.bundle import PARTS, ROOT
from tests.client.client import VERSIONS, Client, NoClient, fetch
from tests.conftest import SESSION_CACHE
from tests.hook.hooks import PACKAGES
from tests.support.require import require

CACHE = Path(os.environ.get("FIRSTMATE_CLAUDE_CACHE") or SESSION_CACHE / "firstmate-claude")


@pytest.fixture(scope="session", params=VERSIONS)
def binary(request: pytest.FixtureRequest) -> Path:
    """The client itself; every test that uses it runs with each version."""
    try:
        return fetch(request.param, CACHE)
    except NoClient as error:
        require(f"the claude client {request.param}", False, str(error))
        raise


@pytest.fixture
def client(binary: Path, home: Path) -> Client:
    """The client in a home that has Firstmate, but not its bundle."""
    data = home / ".local" / "share" / "firstmate"
    for folder in (data / "bin", home / ".local" / "bin"):
        folder.mkdir(parents=True)
    (data / "venv").symlink_to(sys.prefix)  # building an environment of its own is what tests/install does
    launcher = environment.write_launcher(data, Disk())
    environment.write_hook(data, Disk(), PACKAGES)
    (home / ".local" / "bin" / "firstmate").symlink_to(launcher)
    return Client(binary, home, launcher)


@pytest.fixture
def installed(client: Client, home: Path) -> Client:
    """The client with the bundle in its home, put there as `python3 install.py` does it."""
    claude, record = home / ".claude", home / ".local" / "state" / "firstmate" / "install.json"
    launcher = str(client.firstmate)
    bundle.begin(record, [], Disk())
    bundle.install(bundle.bundle_files(ROOT, claude, launcher), claude, record, launcher, Disk())
    return client


@pytest.fixture
def plugged(client: Client, tmp_path: Path) -> Client:
    """The client with the bundle as a plugin, from a marketplace on this disk."""
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / "marketplace" / part)
    client.run("plugin", "marketplace", "add", str(tmp_path / "marketplace"))
    client.run("plugin", "install", "firstmate@firstmate")
    return client


@pytest.fixture(scope="session")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The kubeconfig of a practice cluster in which a container runs out of memory."""
    state = tmp_path_factory.mktemp("practice")
    environment = {**os.environ, "HOME": str(state), "XDG_STATE_HOME": str(state)}

    firstmate = [sys.executable, "-m", "firstmate", "practice"]
    _run([*firstmate, "start", "oom"], environment)
    yield state / "firstmate" / "practice" / "kubeconfig"
    _run([*firstmate, "stop"], environment)


@pytest.fixture
def stopped_afterwards(client: Client) -> Iterator[None]:
    """The practice cluster that a test starts in its own home does not outlive it."""
    yield
    _run([str(client.firstmate), "practice", "stop"], {"HOME": str(client.home), "PATH": os.environ["PATH"]})


def _run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=True)


@pytest.fixture
def broken_cluster(practice: Path, home: Path) -> None:
    """The practice cluster is what the user's own kubeconfig names."""
    (home / ".kube").mkdir()
    shutil.copy(practice, home / ".kube" / "config")
