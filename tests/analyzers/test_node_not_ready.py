"""node-not-ready: a node that is silent or unwell, unless a service on it is known to be why."""

from __future__ import annotations

import pytest

from firstmate.analyzers.node_not_ready import check
from tests.support.build import facts_of, healthy_app, node
from tests.support.machines import service, sick, silent


def test_a_silent_node_is_told_with_what_runs_there():
    """The kubelet stopped posting: machine, network or kubelet."""
    (found,) = check(facts_of(silent(), node("node-2"), *healthy_app()))

    assert str(found.object) == "Node//node-1"
    assert "1 pods are on it" in found.claim and found.unseen


def test_a_kubelet_that_says_not_ready_counts():
    """For another reason than runtime or network."""
    (found,) = check(facts_of(sick(message="node is shutting down")))

    assert "shutting down" in found.evidence[0].value


@pytest.mark.parametrize(
    "message",
    [
        "container runtime is down, PLEG is not healthy: pleg was last seen active 5m0s ago; threshold is 3m0s",
        "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin "
        "returns error: cni plugin not initialized",
    ],
)
def test_runtime_and_network_are_other_rules(message):
    """The message says which part is at fault."""
    assert not list(check(facts_of(sick(message=message))))


def test_a_kubelet_known_to_be_stopped_is_another_rule():
    """Its service's state explains the silence."""
    assert not list(check(facts_of(silent(), node_services=(service("kubelet"),))))


def test_ready_nodes_are_well():
    """Cordoned or not."""
    assert not list(check(facts_of(node(), node("node-2", spec={"unschedulable": True}))))
