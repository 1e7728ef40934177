"""cpu-throttled: held back most of the time; a little of that is usual."""

from __future__ import annotations

from firstmate.analyzers.cpu_throttled import check
from firstmate.services.diagnose import diagnose
from firstmate.snapshot.series import Metric, Series
from tests.support.build import healthy_app, node, snapshot_of
from tests.support.measure import POD, level, measured_facts, series

APP = (*healthy_app(), node())


def throttled(share, name=POD):
    return level(Metric.CPU_THROTTLED_SHARE, share, name=name)


def test_a_container_that_is_held_back_is_told_of_its_workload():
    """With the container, and the command that raises its limit and can be undone."""
    (found,) = check(measured_facts(APP, throttled(0.72)))

    assert str(found.object) == "Deployment/shop/web" and "72%" in found.claim
    assert "-c web --limits=cpu=" in found.remedies[1].command and found.remedies[1].undo


def test_the_worst_container_tells_of_its_workload():
    """One finding, not one for each pod."""
    sidecar = Series(Metric.CPU_THROTTLED_SHARE, POD, (0.9,), "shop", "Pod", "proxy")

    (found,) = check(measured_facts(APP, throttled(0.6), sidecar))

    assert "Container proxy" in found.claim


def test_it_hangs_on_a_used_up_limit():
    """A workload that uses all its CPU is throttled for that reason."""
    used = (series(Metric.CPU, "web", 0.02, 0.2), series(Metric.CPU_THROTTLED, "web", 0.0, 0.75))

    (incident,) = diagnose(snapshot_of(*APP, series=(*used, throttled(0.9)))).incidents

    assert incident.cause.code == "saturated-cpu"
    assert [c.finding.code for c in incident.consequences] == ["cpu-throttled"]


def test_a_little_throttling_is_usual():
    """Half of the periods and less are no news."""
    assert not list(check(measured_facts(APP, throttled(0.5))))


def test_a_pod_that_is_gone_is_nobody():
    """Prometheus remembers pods that are no more."""
    assert not list(check(measured_facts(APP, throttled(0.9, name="web-old"))))
