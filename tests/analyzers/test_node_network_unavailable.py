"""node-network-unavailable: the network plugin is not there."""

from __future__ import annotations

import pytest

from firstmate.analyzers.node_network_unavailable import check
from tests.support.build import facts_of, merged, node
from tests.support.machines import sick


@pytest.mark.parametrize(
    "message",
    [
        "runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is "
        "not ready: cni config uninitialized",
        "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin "
        "returns error: cni plugin not initialized",
    ],
)
def test_a_node_not_ready_for_its_network_is_named(message):
    """Docker's and containerd's wordings."""
    assert [str(f.object) for f in check(facts_of(sick(message=message)))] == ["Node//node-1"]


def test_the_condition_of_the_network_counts():
    """Flannel and cloud controllers set it."""
    unrouted = {"type": "NetworkUnavailable", "status": "True", "reason": "NoRouteCreated"}
    ready = {"type": "Ready", "status": "True"}

    assert list(check(facts_of(merged(node(), {"status": {"conditions": [ready, unrouted]}}))))


def test_a_network_that_is_up_is_quiet():
    """NetworkUnavailable=False is how flannel says that it is well."""
    up = {"type": "NetworkUnavailable", "status": "False", "reason": "FlannelIsUp"}
    ready = {"type": "Ready", "status": "True"}

    assert not list(check(facts_of(merged(node(), {"status": {"conditions": [ready, up]}}))))


def test_other_reasons_for_not_ready_are_other_rules():
    """The runtime, for one."""
    assert not list(check(facts_of(sick(message="container runtime is down"))))
