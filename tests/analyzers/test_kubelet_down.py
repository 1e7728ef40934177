"""kubelet-down: only where the service was seen."""

from __future__ import annotations

import pytest

from firstmate.analyzers.kubelet_down import check
from tests.support.build import facts_of, node
from tests.support.machines import service, silent


@pytest.mark.parametrize("unit", ["kubelet", "kubelet.service", "k3s-agent", "k0sworker"])
def test_a_stopped_kubelet_is_named(unit):
    """Whatever the distribution calls it."""
    (found,) = check(facts_of(silent(), node_services=(service(unit),)))

    assert str(found.object) == "Node//node-1"


def test_a_kubelet_that_crashes_again_and_again_is_down():
    """systemd says activating (auto-restart)."""
    assert list(check(facts_of(silent(), node_services=(service("kubelet", "activating", "auto-restart"),))))


def test_silence_alone_is_another_rule():
    """It may as well be the machine or its network."""
    assert not list(check(facts_of(silent())))


def test_a_running_kubelet_is_well():
    """Even if the node is silent: then the network is cut."""
    assert not list(check(facts_of(silent(), node_services=(service("kubelet", "active", "running"),))))


def test_a_stopped_runtime_takes_the_blame():
    """The kubelet's unit depends on it."""
    assert not list(check(facts_of(node(), node_services=(service("containerd"), service("kubelet")))))
