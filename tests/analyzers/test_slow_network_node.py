"""slow-network-node: many that do not call each other became slow, and share a node."""

from __future__ import annotations

from firstmate.analyzers.slow_network_node import check
from firstmate.snapshot.series import Metric
from tests.support.measure import applications, measured_facts, series, slower

ELSEWHERE = {"front": "node-2", "ads": "node-2"}
APPS = applications("front", "cart", "mail", "pay", "ads", on=ELSEWHERE)
CALLS = {"front": ("cart", "mail", "pay", "ads")}


def test_the_node_that_the_slow_ones_share_is_named():
    """Three leaves on node-1 are slow; the caller elsewhere waits for them."""
    found = list(
        check(measured_facts(APPS, *slower(front=(20, 3000), cart=(5, 600), mail=(3, 500), pay=(3, 550)), calls=CALLS))
    )

    assert [str(f.object) for f in found] == ["Node//node-1"]
    assert {r.name for r in found[0].explains} == {"front", "cart", "mail", "pay"}


def test_one_slow_one_elsewhere_does_not_hide_it():
    """Three of four on one node are enough."""
    slow = slower(cart=(5, 600), mail=(3, 500), pay=(3, 550), ads=(4, 300))

    assert [f.object.name for f in check(measured_facts(APPS, *slow, calls=CALLS))] == ["node-1"]


def test_two_slow_applications_are_no_node():
    """Two may be chance: they are told one by one."""
    assert not list(check(measured_facts(APPS, *slower(cart=(5, 600), mail=(3, 500)), calls=CALLS)))


def test_callers_of_one_slow_application_are_no_node():
    """They wait for it: that is one origin, though all are slow and on one node."""
    calls = {"cart": ("pay",), "mail": ("pay",), "front": ("cart", "mail", "pay")}
    slow = slower(cart=(5, 1200), mail=(3, 1200), pay=(3, 600), front=(9, 2000))

    assert not list(check(measured_facts(APPS, *slow, calls=calls)))


def test_a_node_that_retransmits_is_another_rule():
    """Lost packets make everything slow too, and say so."""
    slow = slower(cart=(5, 600), mail=(3, 500), pay=(3, 550))
    loss = series(Metric.TCP_RETRANSMITS, "node-1", 0.0, 7.0)

    assert not list(check(measured_facts(APPS, *slow, loss, calls=CALLS)))
