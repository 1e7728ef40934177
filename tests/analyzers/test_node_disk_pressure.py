"""node-disk-pressure: the condition DiskPressure says it."""

from __future__ import annotations

from firstmate.analyzers.node_disk_pressure import check
from tests.support.build import facts_of, merged, node
from tests.support.machines import silent, under


def test_a_node_under_pressure_is_named():
    """The kubelet's own condition."""
    (found,) = check(facts_of(under("DiskPressure"), node("node-2")))

    assert str(found.object) == "Node//node-1"


def test_each_node_is_told():
    """Two nodes, two findings."""
    assert len(list(check(facts_of(under("DiskPressure"), under("DiskPressure", "node-2"))))) == 2


def test_another_pressure_is_another_rule():
    """MemoryPressure is not DiskPressure."""
    assert not list(check(facts_of(under("MemoryPressure"))))


def test_a_silent_node_tells_nothing_of_pressure():
    """Unknown is not True."""
    unknown = {"type": "DiskPressure", "status": "Unknown"}

    assert not list(check(facts_of(merged(silent(), {"status": {"conditions": [unknown]}}))))


def test_healthy_nodes_are_quiet():
    """Nothing to say."""
    assert not list(check(facts_of(node())))
