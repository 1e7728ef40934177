"""What the API server says to manifests itself, and what that leaves behind: nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.live.conftest import firstmate
from tests.preflight.cases import app, written
from tests.support.kube import Cluster
from tests.support.world import NAMESPACE, named

WEB = app(image="registry.example/web:1.0")
TOO_LONG = written("ConfigMap", "Not-A-Name", data={"a": "b"})
NEW = [named("v1", "Namespace", "new", ""), written("ConfigMap", "env", metadata={"namespace": "new"})]


@pytest.fixture
def shop(cluster: Cluster) -> Cluster:
    """The real control plane with the namespace that the manifests go to."""
    cluster.create(named("v1", "Namespace", NAMESPACE, ""))
    return cluster


def answer(tmp_path: Path, kubeconfig: Path, *manifests) -> tuple[list[dict], list[dict]]:
    """What is told under the code of the dry run, and what could not be asked."""
    file = tmp_path / "app.yaml"
    file.write_text(yaml.safe_dump_all(manifests, sort_keys=False))
    ran = firstmate("preflight", "-f", file, "--dry-run-server", "--kubeconfig", kubeconfig, "--json")
    assert ran.out, ran.err
    told = json.loads(ran.out)
    asked = [gap for gap in told["notChecked"] if gap["what"].startswith("what the API server says")]
    return [miss for miss in told["misses"] if miss["code"] == "dry-run"], asked


@pytest.mark.kube
def test_the_api_server_is_asked_and_keeps_nothing(shop: Cluster, tmp_path: Path):
    """Its refusal is a blocker in its own words; objects of a new namespace wait for that."""
    misses, asked = answer(tmp_path, shop.kubeconfig, WEB, TOO_LONG, *NEW)

    assert [(miss["object"]["name"], miss["weight"]) for miss in misses] == [("Not-A-Name", "blocker")]
    assert "the API server refuses it" in misses[0]["text"] and "lowercase" in misses[0]["text"]
    assert [(gap["failed"], gap["reason"]) for gap in asked] == [(False, "its namespace is one of the manifests")]
    there = shop.call("GET", f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments")["items"]
    spaces = {item["metadata"]["name"] for item in shop.call("GET", "/api/v1/namespaces")["items"]}
    assert there == [] and "new" not in spaces


@pytest.mark.kube
def test_who_may_not_apply_is_not_told_that_it_is_refused(shop: Cluster, tmp_path: Path):
    """Without the right to write, the API server was not asked: that is not known."""
    api = "rbac.authorization.k8s.io"
    rules = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["get", "list"]}]
    role, subject = {"kind": "ClusterRole", "name": "reads", "apiGroup": api}, {"kind": "User", "name": "reader"}
    shop.create(
        named(f"{api}/v1", "ClusterRole", "reads", "", rules=rules),
        named(f"{api}/v1", "ClusterRoleBinding", "reads", "", roleRef=role, subjects=[{**subject, "apiGroup": api}]),
    )

    misses, asked = answer(tmp_path, shop.reader_kubeconfig, WEB)

    assert misses == [] and [gap["failed"] for gap in asked] == [True]
    assert 'cannot patch resource "deployments"' in asked[0]["reason"]
