"""`firstmate phase up`: phase 1 of hydra, rehearsed on loopback with local processes in place of containers."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_run import Terminal
from tests.support import people
from tests.support.hydra import Hydra, hydra

ORDER = ["postgres", "redis", "qdrant", "minio", "prometheus", "loki", "alertmanager", "grafana", "uptime-kuma"]
ORDER += ["ollama.service", "litellm"]


class Bridge(Terminal):
    """A terminal from which the rehearsed machines are reached, and a person who approves what waits."""

    def __init__(self, home: Path, machines: Hydra) -> None:
        super().__init__(home)
        self.machines = machines
        self.env |= {"FIRSTMATE_SITE": str(machines.site), "PATH": f"{machines.folder}/here:{os.environ['PATH']}"}

    @contextmanager
    def captain(self) -> Iterator[None]:
        """Somebody says yes to everything, as it comes."""
        over = threading.Event()

        def watch() -> None:
            while not over.wait(0.3):
                if (people.state_of(self.home) / "approvals.db").exists():
                    people.approve_all(self.home)

        watching = threading.Thread(target=watch, daemon=True)
        watching.start()
        try:
            yield
        finally:
            over.set()
            watching.join()

    def up(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        with self.captain():
            process = self.start("phase", "up", *arguments)
            out, err = process.communicate(timeout=180)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def dry(self, *arguments: str) -> dict[str, dict[str, Any]]:
        told = self("phase", "up", "--dry-run", "--json", *arguments)
        return {each["service"]: each for each in json.loads(told.stdout)["services"]}


@pytest.fixture
def bridge(home: Path, tmp_path: Path) -> Iterator[Bridge]:
    with hydra(tmp_path) as machines:
        made = Bridge(home, machines)
        yield made
        made.close()


def test_phase_1_comes_up_in_order_and_its_gate_opens(bridge):
    """Each after what it needs, with a person's yes to each; a second time nothing is touched."""
    ran = bridge.up("1")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert bridge.machines.asked("up", "start") == ORDER
    assert bridge.machines.running == set(ORDER)
    assert "✓ gate" in ran.stdout

    again = bridge("phase", "up", "1")
    assert again.returncode == 0, again.stdout + again.stderr
    assert bridge.machines.asked("up", "start") == ORDER


def test_what_does_not_come_up_takes_back_what_this_run_has_started(bridge):
    """The last first; what is left behind is listed, and no process is."""
    bridge.machines.change("loki", command=["sleep", "600"])
    ran = bridge.up("1", "--within", "3s")
    assert ran.returncode == 1
    assert bridge.machines.asked("rm") == ["loki", "prometheus", "minio", "qdrant", "redis", "postgres"]
    assert bridge.machines.running == set()
    assert "loki is not up within 3s: down" in ran.stdout
    left = ran.stdout.partition("left behind")[2]
    assert "volume stack_postgres" in left and "image rehearsal/loki" in left
