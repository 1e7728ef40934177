"""A run keeps to the folder and the cluster that it was begun for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml

from tests.cli.test_run import Terminal
from tests.practice.kit import Kit, served

SCALE = "{id: up, action: kubectl.scale, with: {kind: deployment, namespace: dev, name: web, replicas: 2}}"
ASKS = f"[{SCALE}, {{id: sure, ask: Go on?}}, {{id: which, run: kubectl config current-context}}, {{id: at, run: pwd}}]"


class Two:
    """Two clusters, of which `one` is current."""

    def __init__(self, home: Path, stack: ExitStack) -> None:
        self.kits = {name: Kit.of("healthy") for name in ("one", "two")}
        self.path = home / "config"
        self.parts = []
        for name, kit in self.kits.items():
            (home / name).mkdir()
            self.parts.append(yaml.safe_load(stack.enter_context(served(kit.simulation, home / name)).read_text()))
        self.choose("one")

    def choose(self, current: str) -> None:
        """Make a context the current one."""
        whole: dict[str, object] = {"apiVersion": "v1", "kind": "Config", "current-context": current}
        for key in ("clusters", "contexts", "users"):
            whole[key] = [{**part[key][0], "name": name} for name, part in zip(self.kits, self.parts, strict=True)]
        whole["contexts"] = [{"name": name, "context": {"cluster": name, "user": name}} for name in self.kits]
        self.path.write_text(yaml.safe_dump(whole))

    def replicas(self, name: str) -> int:
        found = self.kits[name].get("/apis/apps/v1/namespaces/dev/deployments/web")
        return int(found["spec"]["replicas"])


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


@pytest.fixture
def two(home: Path, stack: ExitStack) -> Two:
    return Two(home, stack)


@pytest.fixture
def terminal(home: Path, two: Two) -> Iterator[Terminal]:
    made = Terminal(home)
    made.env["KUBECONFIG"] = str(two.path)
    yield made
    made.close()


@pytest.mark.kubectl
def test_a_run_keeps_its_cluster_when_another_becomes_current(terminal, two):
    """It was killed while it waited; who takes it up stands elsewhere and means another cluster."""
    terminal.write("plan", ASKS)
    first = terminal.start("run", "plan")
    run = terminal.wait(lambda run: run["state"] == "asks")
    first.kill()
    first.communicate()
    two.choose("two")
    elsewhere = terminal.home / "elsewhere"
    elsewhere.mkdir()
    terminal("run", "answer", run["id"], "sure", "yes")
    before, terminal.home = terminal.home, elsewhere
    done = terminal("run", "resume")
    terminal.home = before
    steps = {step["path"][-1]: step for step in terminal.runs()[0]["steps"]}
    assert done.returncode == 0, done.stderr
    assert steps["which"]["output"]["stdout"] == "one\n"
    assert steps["at"]["output"]["stdout"] == f"{before}\n"
    assert (two.replicas("one"), two.replicas("two")) == (2, 1)


@pytest.mark.kubectl
def test_another_context_is_asked_for(terminal, two):
    """Actions and commands mean the same one."""
    terminal.write("plan", f"[{SCALE}, {{id: which, run: kubectl config current-context}}]")
    assert terminal("run", "plan", "--context", "two").returncode == 0
    assert terminal.runs()[0]["steps"][-1]["output"]["stdout"] == "two\n"
    assert (two.replicas("one"), two.replicas("two")) == (1, 2)


def test_a_context_that_there_is_not(terminal):
    """It is said in a sentence."""
    terminal.write("plan", f"[{SCALE}]")
    told = terminal("run", "plan", "--context", "three", "--dry-run")
    assert "three" in told.stdout + told.stderr and "Traceback" not in told.stderr
