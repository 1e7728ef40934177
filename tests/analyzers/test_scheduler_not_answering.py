"""scheduler-not-answering: pods about which nobody has decided anything."""

from __future__ import annotations

from firstmate.analyzers.scheduler_not_answering import check
from firstmate.snapshot import ServiceState
from tests.support.build import JUST_NOW, event, facts_of, node, unscheduled_pod
from tests.support.scheduling import closed_control_plane, waiting


def silent(name="web", **parts):
    pod = unscheduled_pod("", name, **parts)
    pod["status"]["conditions"] = []
    return pod


def test_pods_without_any_verdict_blame_the_control_plane():
    """Two workloads wait in silence: one finding, on the only control-plane node, that accounts for both."""
    (finding,) = check(facts_of(closed_control_plane(), silent(), silent("api")))

    assert str(finding.object) == "Node//cp-1"
    assert "2 pods" in finding.claim
    assert len(finding.explains) == 2


def test_a_scheduler_that_nobody_runs_is_named():
    """The pod asks for a scheduler of another name, and that one is silent."""
    (finding,) = check(facts_of(closed_control_plane(), silent(spec={"schedulerName": "volcano"})))

    assert "volcano" in finding.claim
    assert finding.object.kind != "Node"


def test_a_pod_that_was_just_made_is_quiet():
    """Give the scheduler its seconds."""
    assert not list(check(facts_of(node(), silent(metadata={"creationTimestamp": JUST_NOW}))))


def test_a_verdict_is_an_answer():
    """Unschedulable, told by condition or by event, means that the scheduler lives."""
    pod = silent("api")
    told = event(pod, "FailedScheduling", "0/1 nodes are available: 1 Insufficient cpu.")

    assert not list(check(facts_of(node(), *waiting("0/1 nodes are available: 1 Insufficient cpu."), pod, told)))


def test_where_the_service_is_known_to_be_down_the_node_rule_tells():
    """The systemd state is better evidence than silence."""
    down = ServiceState("cp-1", "kube-scheduler", "failed")

    assert not list(check(facts_of(closed_control_plane(), silent(), node_services=(down,))))
