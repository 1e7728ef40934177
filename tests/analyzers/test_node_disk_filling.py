"""node-disk-filling: nearly full, or full within a day; slow growth and other nodes are quiet."""

from __future__ import annotations

from firstmate.analyzers.node_disk_filling import check
from firstmate.findings import Severity
from firstmate.services.diagnose import diagnose
from firstmate.snapshot.series import Metric, Series
from tests.support.build import merged, node, snapshot_of
from tests.support.measure import level, measured_facts

HOUR = 3600


def room(metric, value, part="/", name="node-1"):
    return level(metric, value, "Node", name, part)


def test_a_disk_that_is_nearly_full_is_told():
    """With the mount point, as a fact."""
    (found,) = check(measured_facts((node(),), room(Metric.FREE_SHARE, 0.021, "/var")))

    assert found.claim == "Filesystem /var of node node-1 has 2.1% left."
    assert found.unseen == "" and found.confidence == 0.9


def test_a_disk_that_fills_up_within_the_day_is_told_as_a_forecast():
    """At lower confidence, and saying what it goes by."""
    (found,) = check(measured_facts((node(),), room(Metric.SECONDS_TO_FULL, 9 * HOUR)))

    assert "will be full in 9.0 hours" in found.claim and found.severity is Severity.WARNING
    assert found.unseen and found.confidence < 0.9


def test_a_disk_that_is_full_within_hours_is_critical():
    """There is no time to wait for the morning."""
    (found,) = check(measured_facts((node(),), room(Metric.SECONDS_TO_FULL, 2 * HOUR)))

    assert found.severity is Severity.CRITICAL


def test_it_hangs_on_the_pressure_that_the_kubelet_reports():
    """The node's own word is the firmer one."""
    pressed = merged(node(), {"status": {"conditions": [{"type": "DiskPressure", "status": "True"}]}})

    incidents = diagnose(snapshot_of(pressed, series=(room(Metric.FREE_SHARE, 0.02),))).incidents

    (pressure,) = (i for i in incidents if i.cause.code == "node-disk-pressure")
    assert "node-disk-filling" in {c.finding.code for c in pressure.consequences}


def test_room_and_time_enough_are_well():
    """A tenth free, and days to go."""
    found = (room(Metric.FREE_SHARE, 0.1), room(Metric.SECONDS_TO_FULL, 40 * HOUR))

    assert not list(check(measured_facts((node(),), *found)))


def test_a_claim_is_another_matter():
    """Volumes have a rule of their own."""
    claim = Series(Metric.FREE_SHARE, "node-1", (0.01,), "shop", "PersistentVolumeClaim")

    assert not list(check(measured_facts((node(),), claim)))
