"""Every scenario is broken as it is told, and its own cure cures it."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firstmate.practice.scenarios import Scenario, scenarios
from firstmate.practice.simulation import Simulation
from tests.practice.kit import Kit, Plain, served, shell
from tests.support.require import require_kubectl

BROKEN = [scenario for scenario in scenarios().values() if scenario.cause]
ids = [scenario.name for scenario in BROKEN]


def test_the_healthy_cluster_is_well() -> None:
    """No pod is unwell, nothing fires but the watchdog, and Argo CD has nothing to do."""
    kit = Kit.of("healthy")
    apps = kit.get("/apis/argoproj.io/v1alpha1/applications")["items"]
    assert kit.unwell() == []
    assert kit.firing() == {"Watchdog"}
    assert {(a["status"]["sync"]["status"], a["status"]["health"]["status"]) for a in apps} == {("Synced", "Healthy")}


def test_there_are_enough_of_them() -> None:
    """A dozen to train on, and one with two causes that have nothing to do with each other."""
    assert len(BROKEN) >= 12
    assert max(len(scenario.findings) for scenario in BROKEN) == 2


def test_the_cluster_is_the_size_of_a_small_site() -> None:
    """Three arm64 nodes, the smallest with 1 GB and a taint, and some thirty running pods."""
    kit = Kit.of("healthy")
    nodes = kit.get("/api/v1/nodes")["items"]
    running = [pod for pod in kit.get("/api/v1/pods")["items"] if pod["status"]["phase"] == "Running"]
    assert [node["metadata"]["name"] for node in nodes] == ["node-1", "node-2", "node-3"]
    assert {node["status"]["nodeInfo"]["architecture"] for node in nodes} == {"arm64"}
    assert nodes[2]["spec"]["taints"][0]["key"] == "hardware"
    assert 25 <= len(running) <= 40


@pytest.mark.parametrize("scenario", BROKEN, ids=ids)
def test_a_scenario_names_what_a_good_diagnosis_finds(scenario: Scenario) -> None:
    """Each tells its story without the cause, and its root objects are there."""
    assert scenario.title and scenario.story and scenario.cause and scenario.cures and scenario.root
    assert scenario.findings
    assert scenario.cause not in scenario.story


@pytest.mark.parametrize("scenario", BROKEN, ids=ids)
def test_its_alerts_fire(scenario: Scenario) -> None:
    """What is told to be alerting fires from the start."""
    assert set(scenario.alerts) <= Kit.of(scenario.name).firing()


def causes(kubeconfig: Path, exit_code: int) -> list[Plain]:
    """The incidents that `firstmate status` tells of, the first one first."""
    done = shell(f"{sys.executable} -m firstmate status --json", kubeconfig)
    assert done.returncode == exit_code, done.stdout + done.stderr
    incidents: list[Plain] = json.loads(done.stdout)["incidents"]
    return incidents


@pytest.mark.kubectl
@pytest.mark.parametrize("scenario", BROKEN, ids=ids)
def test_status_names_the_cause_and_the_cure_cures_it(scenario: Scenario, tmp_path: Path) -> None:
    """`firstmate status` names each cause, and only those, first; after the cure it finds the cluster healthy."""
    require_kubectl()
    kit = Kit(Simulation.start(scenario, datetime.now(UTC)))
    with served(kit.simulation, tmp_path) as kubeconfig:
        found = causes(kubeconfig, exit_code=1)
        assert tuple(incident["cause"]["code"] for incident in found) == scenario.findings
        assert all(root.rpartition("/")[2] in json.dumps(found) for root in scenario.root)
        for cure in scenario.cures:
            done = shell(cure, kubeconfig)
            assert done.returncode == 0, done.stderr
            kit.pass_time(10)
        kit.pass_time(400, step=10)
        assert causes(kubeconfig, exit_code=0) == []
    apps = kit.get("/apis/argoproj.io/v1alpha1/applications")["items"]
    assert kit.unwell() == []
    assert kit.firing() == {"Watchdog"}
    assert {app["status"]["sync"]["status"] for app in apps} == {"Synced"}


@pytest.mark.parametrize("scenario", BROKEN, ids=ids)
def test_it_does_not_cure_itself(scenario: Scenario) -> None:
    """Waiting does not help."""
    kit = Kit.of(scenario.name)
    kit.pass_time(900, step=30)
    assert set(scenario.alerts) <= kit.firing()


def test_the_same_scenario_is_the_same_every_time() -> None:
    """Names and versions are a matter of the scenario, not of chance."""
    first, second = Kit.of("oom"), Kit.of("oom")
    first.pass_time(60)
    second.pass_time(60)
    assert first.get("/api/v1/pods") == second.get("/api/v1/pods")
