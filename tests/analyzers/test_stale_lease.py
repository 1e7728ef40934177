"""stale-lease: ready by its last word, silent by its lease."""

from __future__ import annotations

from firstmate.analyzers.stale_lease import check
from tests.support.build import facts_of, node
from tests.support.machines import lease, silent

NODES = "kube-node-lease"


def test_a_ready_node_that_stopped_renewing_is_named():
    """The other node's lease is fresh."""
    facts = facts_of(node(), node("node-2"), lease("node-1", NODES, ago=300), lease("node-2", NODES))

    assert [str(f.object) for f in check(facts)] == ["Node//node-1"]


def test_the_newest_lease_of_any_kind_is_the_clock():
    """On a single node, the control plane's leases tell the time."""
    assert list(check(facts_of(node(), lease("node-1", NODES, ago=300), lease("kube-scheduler"))))


def test_a_node_known_to_be_silent_is_another_rule():
    """Its condition says so already."""
    assert not list(check(facts_of(silent(), lease("node-1", NODES, ago=300), lease("node-2", NODES))))


def test_a_lease_of_a_node_that_is_gone_is_rubbish():
    """Only nodes that exist count."""
    assert not list(check(facts_of(node(), lease("node-1", NODES), lease("gone", NODES, ago=3000))))


def test_fresh_leases_are_well():
    """Forty seconds may pass."""
    assert not list(check(facts_of(node(), lease("node-1", NODES, ago=40), lease("node-2", NODES))))
