"""packet-loss-node: the node that stands out in TCP retransmissions, by series or by alerts."""

from __future__ import annotations

from firstmate.analyzers.packet_loss_node import check
from firstmate.snapshot import AlertListing
from firstmate.snapshot.objects import Alert
from firstmate.snapshot.series import Metric
from tests.support.build import facts_of
from tests.support.measure import applications, measured_facts, series

APPS = applications("front", "cart", on={"cart": "node-2"})


def retransmits(**rates):
    """Retransmissions of nodes, from nearly none."""
    return tuple(series(Metric.TCP_RETRANSMITS, name.replace("_", "-"), 0.02, rate) for name, rate in rates.items())


def alert(node, value, name="NodeTcpRetransmissions", **labels):
    """A firing alert about a node."""
    words = {"summary": f"TCP retransmission on {node}"}
    return Alert(labels={"alertname": name, "node": node, **labels}, annotations=words, value=value)


def test_the_node_that_stands_out_is_named():
    """Nine a second beside one."""
    found = list(check(measured_facts(APPS, *retransmits(node_1=1.0, node_2=9.0))))

    assert [str(f.object) for f in found] == ["Node//node-2"]


def test_alerts_tell_where_there_are_no_series():
    """The alert with the highest value names the node."""
    listing = AlertListing((alert("node-1", "5.3e-01"), alert("node-2", "9.07e+00")))

    assert [f.object.name for f in check(facts_of(*APPS, alerts={"prometheus": listing}))] == ["node-2"]


def test_all_nodes_alike_are_a_busy_network():
    """Nobody stands out, so no node is blamed."""
    assert not list(check(measured_facts(APPS, *retransmits(node_1=5.0, node_2=6.0))))


def test_a_few_retransmissions_are_normal():
    """Below one a second nothing is felt."""
    assert not list(check(measured_facts(APPS, *retransmits(node_1=0.0, node_2=0.7))))


def test_a_node_that_only_asks_is_not_the_cause():
    """A node without applications repeats itself because somebody else does not answer."""
    alone = applications("front", "cart")

    assert not list(check(measured_facts(alone, *retransmits(node_1=0.1, node_2=7.0))))


def test_an_alert_about_something_else_says_nothing():
    """A node's alert counts when it speaks of retransmissions or lost packets."""
    other = Alert(labels={"alertname": "NodeHighLoad", "node": "node-1"}, value="50")

    assert not list(check(facts_of(*APPS, alerts={"prometheus": AlertListing((other,))})))
