"""unschedulable-cordon: workers that somebody closed, and nothing else that keeps pods away."""

from __future__ import annotations

from firstmate.analyzers.unschedulable_cordon import check
from tests.support.build import facts_of, healthy_app, node
from tests.support.scheduling import closed_control_plane, cordoned, tainted, waiting

ALL = "0/3 nodes are available: 3 node(s) were unschedulable. preemption: 0/3 nodes are available: 3 No preemption."


def test_cordoned_workers_are_named_and_opened_by_the_remedy():
    """The workers are blamed, not the control plane that is always closed."""
    facts = facts_of(closed_control_plane(), cordoned("w-1"), cordoned("w-2"), *waiting(ALL))

    (finding,) = check(facts)

    assert str(finding.object) == "Deployment/shop/web"
    assert "w-1, w-2" in finding.claim and "cp-1" not in finding.claim
    assert [r.command for r in finding.remedies] == ["kubectl uncordon w-1", "kubectl uncordon w-2"]


def test_the_one_selected_node_is_cordoned():
    """Other workers do not match the selector, as was wanted."""
    words = (
        "0/2 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) were unschedulable."
    )
    facts = facts_of(cordoned("w-1"), node("w-2"), *waiting(words, nodeSelector={"kubernetes.io/hostname": "w-1"}))

    assert ["w-1" in f.claim for f in check(facts)] == [True]


def test_a_cordoned_single_node_is_told():
    """Where the only node is the control plane, its cordon is the reason after all."""
    facts = facts_of(closed_control_plane(), *waiting("0/1 nodes are available: 1 node(s) were unschedulable."))

    assert ["cp-1" in f.claim for f in check(facts)] == [True]


def test_a_closed_control_plane_beside_full_workers_is_quiet():
    """The cordon that is always there is noise."""
    words = "0/2 nodes are available: 1 Insufficient memory, 1 node(s) were unschedulable."

    assert not list(check(facts_of(closed_control_plane(), node("w-1"), *waiting(words))))


def test_taints_are_another_rule():
    """More nodes are tainted than cordoned: the taint is told instead."""
    words = "0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) had untolerated taint {a: b}."
    facts = facts_of(cordoned("w-1"), tainted("w-2", "a", "b"), tainted("w-3", "a", "b"), *waiting(words))

    assert not list(check(facts))


def test_a_cordoned_node_with_running_pods_is_quiet():
    """Nobody waits, so a cordon harms nobody."""
    assert not list(check(facts_of(cordoned("node-1"), *healthy_app())))
