"""scheduler-down: no instance of kube-scheduler runs."""

from __future__ import annotations

from firstmate.analyzers.scheduler_down import check
from tests.support.build import deployment, facts_of, merged, node, replicaset, unscheduled_pod
from tests.support.machines import lease, service, system_pod

STOPPED = {"node_services": (service("kube-scheduler"),)}


def test_a_stopped_service_is_told_of_its_node():
    """Clusters installed from binaries run it under systemd."""
    assert [str(f.object) for f in check(facts_of(node(), **STOPPED))] == ["Node//node-1"]


def test_a_static_pod_that_is_not_ready_counts():
    """kubeadm runs it so."""
    (found,) = check(facts_of(node(), system_pod("kube-scheduler", ready=False)))

    assert found.object.kind == "Pod"


def test_a_leader_that_stopped_renewing_counts_where_nothing_else_is_seen():
    """Talos, k0s and managed clusters show only the lease; others are fresh."""
    (found,) = check(facts_of(node(), lease("kube-scheduler", ago=600), lease("kube-controller-manager")))

    assert str(found.object) == "Lease/kube-system/kube-scheduler"


def test_another_instance_does_the_work():
    """One of two is down: the other leads."""
    units = (service("kube-scheduler"), service("kube-scheduler", "active", "running", node="node-2"))

    assert not list(check(facts_of(node(), node("node-2"), node_services=units)))


def test_all_leases_old_is_our_clock_not_theirs():
    """A snapshot of yesterday, or a clock that is ahead."""
    assert not list(
        check(facts_of(node(), lease("kube-scheduler", ago=600), lease("kube-controller-manager", ago=602)))
    )


def test_a_cluster_that_hides_it_is_well():
    """k3s runs it in one process, and renews no lease of that name."""
    assert not list(check(facts_of(node())))


def test_pods_that_nobody_has_looked_at_are_explained():
    """Those with a verdict were looked at before."""
    unseen = merged(unscheduled_pod(""), {"status": {"conditions": []}})
    seen = unscheduled_pod("0/1 nodes are available: 1 Insufficient cpu.", "other")
    facts = facts_of(deployment(), replicaset(), deployment("other"), replicaset("other"), unseen, seen, **STOPPED)

    assert [r.name for f in check(facts) for r in f.explains] == ["web"]
