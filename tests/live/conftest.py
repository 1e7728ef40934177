"""The real command as a subprocess, and a small cluster for it to look at."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.kube import Cluster
from tests.support.world import World

Plain = dict[str, Any]


@dataclass(frozen=True)
class Ran:
    """What the command answered."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> Plain:
        """The JSON document."""
        assert self.out, self.err
        document: Plain = json.loads(self.out)
        return document

    @property
    def causes(self) -> list[tuple[str, str]]:
        """Code and object of each incident, the first one first."""
        return [(i["cause"]["code"], object_of(i["cause"])) for i in self.report["incidents"]]


def object_of(finding: Plain) -> str:
    """`Deployment/shop/web`."""
    return "/".join(finding["object"][part] for part in ("kind", "namespace", "name"))


def firstmate(*arguments: object, seconds: float = 60) -> Ran:
    """Run the real command."""
    command = [sys.executable, "-m", "firstmate", *map(str, arguments)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds)
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def world(cluster: Cluster) -> World:
    """Two nodes and a namespace on the real control plane."""
    made = World(cluster)
    made.begin()
    return made


@pytest.fixture
def look(tmp_path: Path) -> Callable[..., Ran]:
    """Look at a cluster now and judge what was seen as if two minutes had gone by: nobody sleeps in a test."""

    def judge(cluster: Cluster, *arguments: object) -> Ran:
        snapshot = tmp_path / "snapshot.json"
        live = firstmate("status", "--kubeconfig", cluster.kubeconfig, "--json", "--save", snapshot, *arguments)
        assert live.code in (0, 1), live.err
        later = datetime.now(UTC) + timedelta(minutes=2)
        return firstmate("status", "--from", snapshot, "--now", later.isoformat(), "--json")

    return judge
