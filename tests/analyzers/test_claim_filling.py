"""claim-filling: a volume without room, or soon without; read-only ones and slow growth are quiet."""

from __future__ import annotations

import pytest

from firstmate.analyzers.claim_filling import check
from firstmate.findings import Severity
from firstmate.snapshot.series import Metric
from tests.support.measure import level, measured_facts
from tests.support.storage import claim

DAY = 24 * 3600
BOUND = claim(phase="Bound", volumeName="disk")


def room(metric, value, name="data"):
    return level(metric, value, "PersistentVolumeClaim", name, "")


def test_a_volume_without_room_is_critical():
    """Whoever writes to it fails any moment."""
    (found,) = check(measured_facts((BOUND,), room(Metric.FREE_SHARE, 0.01)))

    assert str(found.object) == "PersistentVolumeClaim/shop/data"
    assert found.severity is Severity.CRITICAL and "has 1.0% left" in found.claim


@pytest.mark.parametrize(("days", "severity"), [(3, Severity.WARNING), (0.5, Severity.CRITICAL)])
def test_a_volume_that_fills_up_is_told_as_a_forecast(days, severity):
    """The sooner the worse."""
    (found,) = check(measured_facts((BOUND,), room(Metric.SECONDS_TO_FULL, days * DAY)))

    assert found.severity is severity and found.unseen == "whether it goes on like this"


def test_a_read_only_volume_is_meant_to_be_full():
    """An image of data that nobody writes to."""
    read_only = claim(phase="Bound", modes=["ReadOnlyMany"])

    assert not list(check(measured_facts((read_only,), room(Metric.FREE_SHARE, 0.0))))


def test_room_and_time_enough_are_well():
    """A twentieth free, and a week to go."""
    found = (room(Metric.FREE_SHARE, 0.05), room(Metric.SECONDS_TO_FULL, 7 * DAY))

    assert not list(check(measured_facts((BOUND,), *found)))


def test_a_claim_that_is_gone_is_nobody():
    """Prometheus remembers volumes that are no more."""
    assert not list(check(measured_facts((BOUND,), room(Metric.FREE_SHARE, 0.0, "old"))))
