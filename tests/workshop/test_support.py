"""The helpers that other tests stand on do what they promise."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.hermetic import TouchedTheNetwork
from tests.support.kube import Cluster
from tests.support.ports import free_ports
from tests.support.require import require

NOSY = """
import sys
from pathlib import Path
from tests.support.hermetic import forbid_home_and_network
home = Path(sys.argv[1])
forbid_home_and_network(home)
(home / sys.argv[2]).open()
"""


def test_a_name_beyond_this_machine_is_not_even_looked_up() -> None:
    """Resolving a foreign host name raises by the name of the mistake."""
    with pytest.raises(TouchedTheNetwork, match=r"kubernetes\.example"):
        socket.create_connection(("kubernetes.example", 443), timeout=1)


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1"])
def test_an_address_beyond_this_machine_is_not_reached(address: str) -> None:
    """Connecting to any address that is not loopback raises by the name of the mistake."""
    with socket.socket() as probe, pytest.raises(TouchedTheNetwork, match=address):
        probe.connect((address, 443))


def test_loopback_may_be_reached() -> None:
    """A server of the test itself can be talked to."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


@pytest.mark.parametrize("path", [".kube/config", ".claude/settings.json", ".local/state/firstmate/x", ".claude.json"])
def test_the_real_home_is_out_of_bounds(tmp_path: Path, path: str) -> None:
    """Opening one of Firstmate's files in the guarded home raises by the name of the mistake."""
    assert "YouReachedForTheRealHome" in _nosy(tmp_path, path)


@pytest.mark.parametrize("path", [".cache/pip/x", ".claude-code-cache/x", "kube/config"])
def test_the_rest_of_the_home_is_not_our_business(tmp_path: Path, path: str) -> None:
    """What the tools under the tests keep in the home stays open to them."""
    assert "FileNotFoundError" in _nosy(tmp_path, path)


def _nosy(home: Path, path: str) -> str:
    command = [sys.executable, "-c", NOSY, str(home), path]
    return subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2]).stderr


def test_home_is_an_empty_folder_of_the_tests_own(home: Path) -> None:
    """HOME and the XDG folders lie below a new folder, and KUBECONFIG names nothing."""
    assert Path.home() == home
    assert not list(home.iterdir())
    folders = [Path(value) for name, value in os.environ.items() if name.startswith("XDG_") and name.endswith("_HOME")]
    assert len(folders) == 4 and all(folder.is_relative_to(home) for folder in folders)
    assert "KUBECONFIG" not in os.environ


@pytest.mark.parametrize(("ci", "outcome"), [("true", "Failed"), ("", "Skipped")])
def test_a_missing_component_fails_in_ci_and_is_skipped_elsewhere(
    monkeypatch: pytest.MonkeyPatch, ci: str, outcome: str
) -> None:
    """Where everything has to be there, nothing is skipped in silence."""
    monkeypatch.setenv("CI", ci)
    with pytest.raises(BaseException, match="etcd is not here: install it") as raised:
        require("etcd", False, "install it")
    assert type(raised.value).__name__ == outcome


def test_a_component_that_is_there_lets_the_test_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """`require` is quiet about what it finds, in CI too."""
    monkeypatch.setenv("CI", "true")
    require("etcd", True, "install it")


def test_free_ports_are_consecutive_and_free() -> None:
    """Every port of the block can be bound."""
    first = free_ports(3)
    for port in range(first, first + 3):
        socket.create_server(("127.0.0.1", port)).close()


@pytest.mark.prometheus
def test_prometheus_fires_the_rules_it_is_given(prometheus: Callable[..., str]) -> None:
    """The real Prometheus loads alert rules and answers on its API."""
    url = prometheus(rules="groups: [{name: g, rules: [{alert: Always, expr: vector(1)}]}]\n")
    groups = httpx.get(f"{url}/api/v1/rules").json()["data"]["groups"]
    assert [rule["name"] for group in groups for rule in group["rules"]] == ["Always"]


@pytest.mark.prometheus
def test_alertmanager_keeps_the_alerts_it_is_sent(alertmanager: Callable[..., str]) -> None:
    """The real Alertmanager takes an alert and tells it back."""
    url = alertmanager()
    httpx.post(f"{url}/api/v2/alerts", json=[{"labels": {"alertname": "Always"}}]).raise_for_status()
    assert [alert["labels"]["alertname"] for alert in httpx.get(f"{url}/api/v2/alerts").json()] == ["Always"]


@pytest.mark.kube
def test_objects_get_the_status_they_carry(cluster: Cluster) -> None:
    """`create` makes the object, then writes its status through the subresource."""
    cluster.create(
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}},
        {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "pi"}, "status": {"nodeInfo": _node_info()}},
        _pod("web", status={"phase": "Failed", "reason": "Evicted"}),
    )
    assert cluster.call("GET", "/api/v1/namespaces/shop/pods/web")["status"]["reason"] == "Evicted"
    assert cluster.call("GET", "/api/v1/nodes/pi")["status"]["nodeInfo"]["architecture"] == "arm64"


@pytest.mark.kube
def test_wiping_takes_everything_a_test_has_left(cluster: Cluster) -> None:
    """After `wipe` there are only the server's own objects, whatever finalizers and owners said."""
    cluster.create(
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}},
        {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "pi"}},
        _pod("held", metadata={"finalizers": ["example.test/held"]}, spec={"nodeName": "pi"}),
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c", "namespace": "default"}},
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "coredns", "namespace": "kube-system"}},
        _binding_of_reader(),
        {
            "apiVersion": "storage.k8s.io/v1",
            "kind": "StorageClass",
            "metadata": {"name": "fast"},
            "provisioner": "example.test/none",
        },
    )
    cluster.wipe()
    assert {item["metadata"]["name"] for item in cluster.call("GET", "/api/v1/namespaces")["items"]} == {
        "default",
        "kube-node-lease",
        "kube-public",
        "kube-system",
    }
    for path in ("/api/v1/pods", "/api/v1/nodes", "/apis/storage.k8s.io/v1/storageclasses"):
        assert cluster.call("GET", path)["items"] == []
    for path in ("/api/v1/configmaps", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings"):
        left = {item["metadata"]["name"] for item in cluster.call("GET", path)["items"]}
        assert left.isdisjoint({"c", "coredns", "reader"})


def _binding_of_reader() -> dict[str, Any]:
    group = "rbac.authorization.k8s.io"
    return {
        "apiVersion": f"{group}/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": "reader"},
        "roleRef": {"apiGroup": group, "kind": "ClusterRole", "name": "view"},
        "subjects": [{"apiGroup": group, "kind": "User", "name": "reader"}],
    }


def _node_info() -> dict[str, str]:
    unused = ("machineID", "systemUUID", "bootID", "kernelVersion", "osImage", "containerRuntimeVersion")
    known = {"kubeletVersion": "v1.20.2", "kubeProxyVersion": "v1.20.2", "operatingSystem": "linux"}
    return dict.fromkeys(unused, "") | known | {"architecture": "arm64"}


def _pod(name: str, **parts: dict[str, Any]) -> dict[str, Any]:
    spec = {"containers": [{"name": "web", "image": "web:1"}]} | parts.get("spec", {})
    metadata = {"name": name, "namespace": "shop"} | parts.get("metadata", {})
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}
    return pod | ({"status": parts["status"]} if "status" in parts else {})
