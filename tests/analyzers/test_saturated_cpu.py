"""saturated-cpu: at the limit and far above before; growth with room, and start-up, are quiet."""

from __future__ import annotations

from firstmate.analyzers.saturated_cpu import check
from firstmate.snapshot.series import Metric, Series
from tests.support.build import deployment, merged, node, pod, replicaset
from tests.support.measure import applications, measured_facts, series


def limited(cpu="200m"):
    """An application with a CPU limit."""
    limits = {"resources": {"limits": {"cpu": cpu}}}
    template = deployment("web")
    container = merged(template["spec"]["template"]["spec"]["containers"][0], limits)
    template["spec"]["template"]["spec"]["containers"] = [container]
    return template, replicaset("web"), pod("web"), node()


def test_a_workload_at_its_limit_is_named():
    """190m of 200m, a fortieth before."""
    found = list(check(measured_facts(limited(), series(Metric.CPU, "web", 0.005, 0.19))))

    assert [str(f.object) for f in found] == ["Deployment/shop/web"]
    assert "190m" in found[0].claim and "200m" in found[0].claim


def test_throttling_shows_it_where_the_limit_is_not_told():
    """Three quarters of each second taken away by the kernel is saturation by itself."""
    throttled = series(Metric.CPU_THROTTLED, "web", 0.0, 0.75)

    assert list(check(measured_facts(applications("web"), series(Metric.CPU, "web", 0.02, 0.2), throttled)))


def test_more_work_with_room_left_is_well():
    """Half of the limit is no saturation, however much it grew."""
    assert not list(check(measured_facts(limited(), series(Metric.CPU, "web", 0.01, 0.1))))


def test_a_workload_that_was_always_busy_is_not_news():
    """Just below its limit as ever: nothing has changed."""
    assert not list(check(measured_facts(limited(), series(Metric.CPU, "web", 0.18, 0.19))))


def test_a_short_burst_is_no_level():
    """Three samples at the limit among forty are a garbage collection."""
    burst = Series(Metric.CPU, "web", tuple(0.19 if i in (20, 21, 22) else 0.02 for i in range(40)))

    assert not list(check(measured_facts(limited(), burst)))


def test_a_busy_node_is_another_matter():
    """A node's series is a percentage, and nodes have no limit."""
    assert not list(check(measured_facts(applications("web"), series(Metric.CPU, "node-1", 5.0, 60.0))))
