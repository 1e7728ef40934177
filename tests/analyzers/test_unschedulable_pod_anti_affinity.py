"""unschedulable-pod-anti-affinity: pods that may not share the nodes that are left."""

from __future__ import annotations

from firstmate.analyzers.unschedulable_pod_anti_affinity import check
from tests.support.build import facts_of, node
from tests.support.scheduling import closed_control_plane, cordoned, waiting

APART = {
    "podAntiAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": [
            {"labelSelector": {"matchLabels": {"app": "web"}}, "topologyKey": "kubernetes.io/hostname"}
        ]
    }
}
WORDS = (
    "0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) didn't match pod anti-affinity rules. "
    "preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found."
)


def test_more_replicas_than_usable_nodes_is_told():
    """The rule that keeps them apart and the number of usable nodes stand in the claim."""
    facts = facts_of(closed_control_plane(), node("w-1"), node("w-2"), *waiting(WORDS, affinity=APART))

    (finding,) = check(facts)

    assert "app=web per kubernetes.io/hostname" in finding.claim
    assert "2 nodes" in finding.claim


def test_anti_affinity_of_the_pods_that_run_counts_too():
    """The term may be theirs: then the pod itself has none to show."""
    words = "0/1 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity rules."

    assert len(list(check(facts_of(node(), *waiting(words))))) == 1


def test_a_cordoned_worker_that_would_do_is_another_rule():
    """One worker is closed and empty: opening it is the cure."""
    facts = facts_of(closed_control_plane(), node("w-1"), cordoned("w-2"), *waiting(WORDS, affinity=APART))

    assert not list(check(facts))


def test_full_nodes_are_another_rule():
    """One node forbids sharing, two are full: the majority is told."""
    words = "0/3 nodes are available: 1 node(s) didn't match pod anti-affinity rules, 2 Insufficient cpu."

    assert not list(check(facts_of(node("w-1"), node("w-2"), node("w-3"), *waiting(words, affinity=APART))))
