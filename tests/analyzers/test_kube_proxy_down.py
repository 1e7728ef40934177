"""kube-proxy-down: its service or its pod, on a node that reports."""

from __future__ import annotations

from firstmate.analyzers.kube_proxy_down import check
from tests.support.build import facts_of, node
from tests.support.machines import service, silent, system_pod


def test_a_stopped_service_is_named():
    """On clusters that run it under systemd."""
    (found,) = check(facts_of(node(), node_services=(service("kube-proxy"),)))

    assert str(found.object) == "Node//node-1"


def test_a_pod_that_is_not_ready_is_told_of_its_node():
    """On clusters that run it as a DaemonSet."""
    (found,) = check(facts_of(node(), system_pod("kube-proxy", ready=False, label="k8s-app")))

    assert str(found.object) == "Node//node-1"


def test_on_a_dead_node_nothing_is_ready():
    """Then kube-proxy's pod says nothing of its own."""
    assert not list(check(facts_of(silent(), system_pod("kube-proxy", ready=False, label="k8s-app"))))


def test_what_runs_is_well():
    """Service and pod."""
    running = service("kube-proxy", "active", "running")

    assert not list(check(facts_of(node(), system_pod("kube-proxy", label="k8s-app"), node_services=(running,))))


def test_a_cluster_without_kube_proxy_is_well():
    """Cilium and k0s' kube-router replace it."""
    assert not list(check(facts_of(node(), system_pod("cilium", label="k8s-app"))))
