"""`firstmate phase up` where Argo CD deploys: on a practice cluster of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from firstmate.adapters.cluster import Cluster, Target
from tests.cli.test_phase_up import Captained

BROKER = "/apis/apps/v1/namespaces/home/deployments/mosquitto"
SITE = """
schema: 1
name: home
phase: 1
clusters: [{name: home, context: practice}]
phases: [{number: 1, name: apps}]
services:
  - name: broker
    phase: 1
    cluster: home
    probe: {kind: argocd, application: home}
    deploy: {application: home}
  - name: nobody
    phase: 1
    cluster: home
    probe: {kind: argocd, application: nobody}
    deploy: {application: nobody}
"""


@pytest.fixture
def terminal(home: Path) -> Iterator[Captained]:
    """Somebody has stopped the message broker by hand."""
    made = Captained(home)
    kubeconfig = home / ".local/state/firstmate/practice/kubeconfig"
    made.env |= {"KUBECONFIG": str(kubeconfig), "FIRSTMATE_SITE": str(home / "site.yaml")}
    (home / "site.yaml").write_text(SITE)
    assert made("practice", "start", "argocd-drift").returncode == 0
    yield made
    made.close()
    made("practice", "stop")


def test_an_application_is_synced_and_proven(terminal):
    """Compared with Git first; one that is not there is left out."""
    told = terminal.dry()
    assert told["broker"]["command"]["command"] == "argocd app sync argocd/home"
    assert told["nobody"]["state"] == "nothing to bring it up by"

    ran = terminal.up()

    (run,) = terminal.runs()
    steps = {step["path"][0]: step for step in run["steps"]}
    assert steps["start_broker"]["status"] == "done" and steps["prove_broker"]["status"] == "done", ran.stdout
    assert "there is no application argocd/nobody; `firstmate phase draft nobody` writes a draft" in ran.stderr
    assert ran.returncode == 1 and "nobody: down" in run["why"]


def test_an_application_whose_objects_would_not_run_is_left_out(terminal):
    """As `firstmate preflight` judges them: here a Secret that is not there."""
    env = [{"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "gone", "key": "token"}}}]
    cluster = Cluster(Target(terminal.env["KUBECONFIG"]))
    found = json.loads(cluster.get(BROKER))["spec"]["template"]["spec"]["containers"]
    patch = {"spec": {"template": {"spec": {"containers": [{**found[0], "env": env}]}}}}
    cluster.send("PATCH", BROKER, patch, "application/merge-patch+json")

    told = terminal.dry()["broker"]

    assert told["state"] == "blocked" and told["why"].startswith("what application home holds would not run: ")
    assert "gone" in told["why"]
