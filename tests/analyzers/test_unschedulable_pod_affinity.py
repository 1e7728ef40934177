"""unschedulable-pod-affinity: pods that must be together and cannot."""

from __future__ import annotations

from firstmate.analyzers.unschedulable_pod_affinity import check
from tests.support.build import facts_of, healthy_app, node
from tests.support.scheduling import waiting

NEAR = {
    "podAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": [
            {"labelSelector": {"matchLabels": {"app": "cache"}}, "topologyKey": "kubernetes.io/hostname"}
        ]
    }
}


def test_the_pods_it_must_be_near_are_named():
    """The label and the topology stand in the claim."""
    words = "0/1 nodes are available: 1 node(s) didn't match pod affinity rules."
    (finding,) = check(facts_of(node(), *waiting(words, affinity=NEAR)))

    assert "app=cache per kubernetes.io/hostname" in finding.claim


def test_the_words_of_older_schedulers():
    """1.20 put affinity and anti-affinity into one sentence and told the failing one beside it."""
    words = "0/2 nodes are available: 2 node(s) didn't match pod affinity rules, 1 node(s) were unschedulable."

    assert len(list(check(facts_of(node("w-1"), node("w-2"), *waiting(words, affinity=NEAR))))) == 1


def test_anti_affinity_is_another_rule():
    """Being kept apart is the opposite trouble."""
    words = "0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules."

    assert not list(check(facts_of(node(), *waiting(words))))


def test_a_placed_pod_is_quiet():
    """Affinity is only asked when a pod is placed."""
    assert not list(check(facts_of(node(), *healthy_app())))
