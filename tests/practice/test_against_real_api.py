"""The simulator answers as a real API server does: the same calls on both, compared but for what may differ.

Only kinds that both servers serve are used. Pods are never scheduled (the real control plane has no nodes), or
are bound to a node that is not there and get their status from the test, on both.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from firstmate.practice.control import HOST, Practice
from tests.practice import apply_calls, calls, random_writes
from tests.practice.differential import Raw, Server
from tests.support.kube import Cluster
from tests.support.require import require_kubectl

STEPS = (*calls.STEPS, *apply_calls.STEPS)
pytestmark = [pytest.mark.kube, pytest.mark.kubectl]


@pytest.fixture(scope="module")
def servers(control_plane: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Server]]:
    """The simulator and the real one."""
    require_kubectl()
    practice = Practice.at(tmp_path_factory.mktemp("practice"))
    serving = practice.start("healthy", 0)
    with httpx.Client(base_url=f"http://{HOST}:{serving.port}", trust_env=False, timeout=60) as http:
        yield Server(practice.folder.kubeconfig, http), Server(control_plane.kubeconfig, control_plane.http)
    practice.stop()


@pytest.fixture(scope="module")
def answers(servers: tuple[Server, Server]) -> dict[int, tuple[str, str]]:
    """What both answer to every step, in order: later steps build on earlier ones."""
    return {number: (servers[0].run(step), servers[1].run(step)) for number, step in enumerate(STEPS)}


@pytest.mark.parametrize("number", range(len(STEPS)), ids=[step.name for step in STEPS])
def test_both_servers_answer_alike(answers: dict[int, tuple[str, str]], number: int) -> None:
    """Output, errors and exit code are the same on the simulator and on a real API server."""
    simulated, real = answers[number]
    assert simulated == real


@pytest.mark.parametrize("seed", range(3))
def test_random_writes_have_the_same_outcome(servers: tuple[Server, Server], seed: int) -> None:
    """A hundred applies and patches of five managers: what is there after each, and who owns it."""
    space = Raw("a namespace", "POST", "/api/v1/namespaces", {"metadata": {"name": random_writes.SPACE}})
    for server in servers:
        server.run(space)
    for write in random_writes.Writer(seed).writes(100):
        simulated, real = (server.outcome(write) for server in servers)
        assert simulated == real, write


def test_enough_is_compared() -> None:
    """At least two hundred calls, not counting those that only wait."""
    assert sum(1 for step in STEPS if isinstance(step, Raw) or step.until is None) >= 200
