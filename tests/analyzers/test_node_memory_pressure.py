"""node-memory-pressure: the condition MemoryPressure says it."""

from __future__ import annotations

from firstmate.analyzers.node_memory_pressure import check
from tests.support.build import facts_of, merged, node
from tests.support.machines import silent, under


def test_a_node_under_pressure_is_named():
    """The kubelet's own condition."""
    (found,) = check(facts_of(under("MemoryPressure"), node("node-2")))

    assert str(found.object) == "Node//node-1"


def test_each_node_is_told():
    """Two nodes, two findings."""
    assert len(list(check(facts_of(under("MemoryPressure"), under("MemoryPressure", "node-2"))))) == 2


def test_another_pressure_is_another_rule():
    """DiskPressure is not MemoryPressure."""
    assert not list(check(facts_of(under("DiskPressure"))))


def test_a_silent_node_tells_nothing_of_pressure():
    """Unknown is not True."""
    unknown = {"type": "MemoryPressure", "status": "Unknown"}

    assert not list(check(facts_of(merged(silent(), {"status": {"conditions": [unknown]}}))))


def test_healthy_nodes_are_quiet():
    """Nothing to say."""
    assert not list(check(facts_of(node())))
