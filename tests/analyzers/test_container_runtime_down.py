"""container-runtime-down: by its service, or by the kubelet's words."""

from __future__ import annotations

import pytest

from firstmate.analyzers.container_runtime_down import check
from tests.support.build import facts_of, node
from tests.support.machines import service, sick, silent


@pytest.mark.parametrize(
    "message",
    [
        "container runtime is down",
        "[container runtime status check may not have completed yet, PLEG is not healthy: pleg has yet to succeed]",
        "PLEG is not healthy: pleg was last seen active 3m15.2s ago; threshold is 3m0s",
    ],
)
def test_the_kubelet_says_so(message):
    """Old and new wordings."""
    assert [str(f.object) for f in check(facts_of(sick(message=message)))] == ["Node//node-1"]


def test_a_stopped_service_says_so_before_the_node_does():
    """The node still reports ready for a while."""
    assert list(check(facts_of(node(), node_services=(service("containerd.service"),))))


def test_the_runtime_comes_before_the_kubelet_that_needs_it():
    """Where the kubelet's unit requires the runtime's, both stop: one finding, and it is this."""
    units = (service("containerd"), service("kubelet"))

    assert len(list(check(facts_of(silent(), node_services=units)))) == 1


def test_a_stopped_kubelet_alone_is_another_rule():
    """The runtime runs."""
    units = (service("containerd", "active", "running"), service("kubelet"))

    assert not list(check(facts_of(silent(), node_services=units)))


def test_a_runtime_without_network_is_another_rule():
    """ "Container runtime network not ready" is about the network plugin."""
    words = "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady"

    assert not list(check(facts_of(sick(message=words))))


def test_a_healthy_node_is_quiet():
    """All services active."""
    assert not list(check(facts_of(node(), node_services=(service("containerd", "active", "running"),))))


def test_a_runtime_that_nobody_uses_may_be_stopped():
    """Docker's service beside CRI-O, and containerd's beside k3s, which brings its own."""
    crio = node(status={"nodeInfo": {"containerRuntimeVersion": "cri-o://1.33.1"}})
    k3s = node("node-2", status={"nodeInfo": {"containerRuntimeVersion": "containerd://2.0.5-k3s1"}})
    beside = (service("docker"), service("containerd", node="node-2"), service("k3s", "active", node="node-2"))

    assert not list(check(facts_of(crio, k3s, node_services=beside)))
