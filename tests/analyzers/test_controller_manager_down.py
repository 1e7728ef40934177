"""controller-manager-down: no instance of kube-controller-manager runs."""

from __future__ import annotations

from firstmate.analyzers.controller_manager_down import check
from tests.support.build import facts_of, node
from tests.support.machines import lease, service, system_pod

STOPPED = {"node_services": (service("kube-controller-manager"),)}


def test_a_stopped_service_is_told_of_its_node():
    """Clusters installed from binaries run it under systemd."""
    assert [str(f.object) for f in check(facts_of(node(), **STOPPED))] == ["Node//node-1"]


def test_a_static_pod_that_is_not_ready_counts():
    """kubeadm runs it so."""
    (found,) = check(facts_of(node(), system_pod("kube-controller-manager", ready=False)))

    assert found.object.kind == "Pod"


def test_a_leader_that_stopped_renewing_counts_where_nothing_else_is_seen():
    """Talos, k0s and managed clusters show only the lease; others are fresh."""
    (found,) = check(facts_of(node(), lease("kube-controller-manager", ago=600), lease("kube-scheduler")))

    assert str(found.object) == "Lease/kube-system/kube-controller-manager"


def test_another_instance_does_the_work():
    """One of two is down: the other leads."""
    units = (service("kube-controller-manager"), service("kube-controller-manager", "active", "running", node="node-2"))

    assert not list(check(facts_of(node(), node("node-2"), node_services=units)))


def test_all_leases_old_is_our_clock_not_theirs():
    """A snapshot of yesterday, or a clock that is ahead."""
    assert not list(
        check(facts_of(node(), lease("kube-controller-manager", ago=600), lease("kube-scheduler", ago=602)))
    )


def test_a_cluster_that_hides_it_is_well():
    """k3s runs it in one process, and renews no lease of that name."""
    assert not list(check(facts_of(node())))
