"""slow-network-pod: slowness is told where it starts, not where it is felt."""

from __future__ import annotations

from firstmate.analyzers.slow_network_pod import check
from firstmate.snapshot.series import Metric
from tests.support.measure import applications, measured_facts, series, slower

APPS = applications("front", "cart", "store")
CALLS = {"front": ("cart", "store"), "cart": ("store",)}


def named(found):
    """The workloads of the findings."""
    return [f.object.name for f in found]


def test_the_callee_that_its_callers_wait_for_is_named():
    """Three are slow; the one that calls nobody slow is where it starts."""
    found = list(check(measured_facts(APPS, *slower(front=(20, 5000), cart=(9, 1500), store=(2, 400)), calls=CALLS)))

    assert named(found) == ["store"]
    assert {r.name for r in found[0].explains} == {"front", "cart"}


def test_a_caller_whose_callees_are_hardly_slower_is_the_one():
    """Its callees' rise of a few milliseconds does not account for fifteen seconds."""
    found = check(measured_facts(APPS, *slower(front=(16, 15000), cart=(2, 5), store=(3, 300)), calls=CALLS))

    assert named(found) == ["front"]


def test_two_that_do_not_call_each_other_are_two():
    """Independent origins are both told, less surely."""
    found = list(check(measured_facts(APPS, *slower(front=(16, 16), cart=(5, 900), store=(5, 900)))))

    assert named(found) == ["cart", "store"]
    assert all(f.confidence < 0.6 for f in found)


def test_a_saturated_workload_is_not_blamed_on_the_network():
    """Its CPU accounts for its latency, and for its callers'."""
    busy = series(Metric.CPU, "store", 0.01, 0.5), series(Metric.CPU_THROTTLED, "store", 0, 0.8)

    assert not list(check(measured_facts(APPS, *slower(front=(20, 900), store=(2, 400)), *busy, calls=CALLS)))


def test_small_changes_are_life():
    """A rise of 60 ms, or of a tenth, is no finding."""
    assert not list(check(measured_facts(APPS, *slower(front=(20, 80), cart=(900, 990), store=(3, 3)), calls=CALLS)))


def test_a_lossy_node_accounts_for_the_slow_ones_on_it():
    """The packet loss of their node is told instead."""
    loss = series(Metric.TCP_RETRANSMITS, "node-1", 0.1, 9.0)

    assert not list(check(measured_facts(APPS, *slower(store=(2, 400)), loss, calls=CALLS)))
