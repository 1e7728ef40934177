"""memory-near-limit: next to nothing left for a quarter of an hour; anything less is its own business."""

from __future__ import annotations

from firstmate.analyzers.memory_near_limit import check
from firstmate.services.diagnose import diagnose
from firstmate.snapshot.series import Metric, Series
from tests.support.build import healthy_app, node, snapshot_of
from tests.support.measure import POD, level, measured_facts
from tests.support.running import app, ended

APP = (*healthy_app(), node())


def used(share):
    return level(Metric.MEMORY_SHARE, share)


def test_a_container_with_nothing_left_is_told():
    """With how much it uses of what it may."""
    (found,) = check(measured_facts(APP, used(0.98)))

    assert str(found.object) == "Deployment/shop/web" and "98% of its memory limit" in found.claim


def test_its_severity_is_a_warning_and_its_cause_is_not_known():
    """It may be a leak, or a limit that is too small: half an answer at best."""
    (incident,) = diagnose(snapshot_of(*APP, series=(used(0.99),))).incidents

    assert str(incident.severity) == "warning" and incident.confidence <= 0.5


def test_it_hangs_on_the_kill_that_came_of_it():
    """A container that was killed for its memory, and is near its limit again, is one thing that is wrong."""
    killed = (*app(ended(137, "OOMKilled")), node())

    (incident,) = diagnose(snapshot_of(*killed, series=(used(0.98),))).incidents

    assert incident.cause.code == "oom-killed"


def test_room_for_a_burst_is_well():
    """Caches and Java keep nine tenths and are fine."""
    assert not list(check(measured_facts(APP, used(0.9))))


def test_no_sample_is_no_finding():
    """A limit of nothing divides to nothing."""
    assert not list(check(measured_facts(APP, Series(Metric.MEMORY_SHARE, POD, (None,), "shop", "Pod"))))
