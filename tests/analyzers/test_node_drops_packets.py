"""node-drops-packets: one in a hundred and more, at the node's own device."""

from __future__ import annotations

from firstmate.analyzers.node_drops_packets import check
from firstmate.services.diagnose import diagnose
from firstmate.snapshot.series import Metric
from tests.support.build import node, snapshot_of
from tests.support.measure import applications, level, measured_facts, series

NODES = (node("node-1"), node("node-2"))


def loss(share, name="node-1", device="eth0"):
    return level(Metric.RECEIVE_LOSS, share, "Node", name, device)


def test_a_device_that_drops_packets_is_told():
    """With the device, and how much it loses."""
    (found,) = check(measured_facts(NODES, loss(0.031)))

    assert str(found.object) == "Node//node-1" and "Device eth0" in found.claim and "3.1%" in found.claim


def test_each_node_is_told_once_by_its_worst_device():
    """Two nodes, three devices."""
    found = list(check(measured_facts(NODES, loss(0.02), loss(0.3, device="eth1"), loss(0.05, "node-2"))))

    assert [(f.object.name, "eth1" in f.claim) for f in found] == [("node-1", True), ("node-2", False)]


def test_it_hangs_on_the_retransmissions_that_come_of_it():
    """A node that loses packets both ways is one thing that is wrong."""
    lost = (series(Metric.TCP_RETRANSMITS, "node-1", 0.1, 30.0), series(Metric.TCP_RETRANSMITS, "node-2", 0.1, 0.1))

    (incident,) = diagnose(snapshot_of(*applications("web"), series=(*lost, loss(0.1)))).incidents

    assert incident.cause.code == "packet-loss-node"


def test_a_packet_now_and_then_is_usual():
    """Frames that nobody asked for are counted as dropped too."""
    assert not list(check(measured_facts(NODES, loss(0.005))))


def test_a_node_that_is_gone_is_nobody():
    """Prometheus remembers machines that are no more."""
    assert not list(check(measured_facts(NODES, loss(0.5, "node-9"))))
