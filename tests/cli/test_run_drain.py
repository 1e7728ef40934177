"""A drain by `firstmate run` on a practice cluster of its own: killed in the middle, taken up, taken back."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from firstmate.adapters.approval_store import ApprovalStore
from tests.cli.test_run import Terminal
from tests.support import people

STEPS = "[{id: drain, action: kubectl.drain, with: {name: node-2}}, {id: sure, ask: Go on?}]"


class Ship(Terminal):
    """A terminal with a practice cluster that lives."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.state = home / ".local/state/firstmate"
        self.env["KUBECONFIG"] = str(self.state / "practice/kubeconfig")
        assert self("practice", "start", "healthy").returncode == 0

    def get(self, *words: str) -> Any:
        command = ["kubectl", "get", *words, "-o", "json"]
        return json.loads(
            subprocess.run(command, env={**os.environ, **self.env}, capture_output=True, check=True).stdout
        )

    def is_cordoned(self) -> bool:
        return bool(self.get("node", "node-2")["spec"].get("unschedulable"))

    def pods(self) -> set[str]:
        """The uids of what a drain moves."""
        found = self.get("pods", "-A", "--field-selector", "spec.nodeName=node-2")["items"]
        return {pod["metadata"]["uid"] for pod in found if pod["metadata"]["ownerReferences"][0]["kind"] != "DaemonSet"}

    def until(self, is_so: Any) -> None:
        for _ in range(400):
            if is_so():
                return
            time.sleep(0.1)
        raise AssertionError(f"it never came to that: {self.runs()}")

    def close(self) -> None:
        super().close()
        self("practice", "stop")


@pytest.fixture
def ship(home: Path) -> Iterator[Ship]:
    made = Ship(home)
    yield made
    made.close()


@pytest.mark.kubectl
def test_a_drain_that_was_killed_goes_on_and_is_taken_back(ship):
    """One approval is enough; every pod has gone; a rollback lets pods on again."""
    ship.write("empty", STEPS)
    before = ship.pods()
    first = ship.start("run", "empty")
    ship.wait(lambda run: run["state"] == "asks")
    store = ApprovalStore(str(ship.state))
    (asked,) = store.all()
    people.say(ship.state, asked.id, yes=True)
    ship.until(ship.is_cordoned)
    first.kill()
    first.communicate()
    assert ship.pods() & before

    again = ship.start("run", "resume")
    ship.until(lambda: ship.runs()[0]["why"].startswith("sure") or again.poll() is not None)
    assert not ship.pods() and ship.is_cordoned()
    assert len(store.all()) == 1
    run = ship.runs()[0]["id"]
    assert ship("run", "answer", run, "sure", "yes").returncode == 0
    again.communicate(timeout=60)
    assert ship.runs()[0]["state"] == "done"
    ship("run", "rollback", run)
    assert ship.runs()[0]["state"] == "rolled back"
    assert not ship.is_cordoned()
