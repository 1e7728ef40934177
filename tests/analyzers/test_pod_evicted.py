"""pod-evicted: pods that a node has thrown out."""

from __future__ import annotations

from firstmate.analyzers.pod_evicted import check
from tests.support.build import JUST_NOW, event, facts_of, healthy_app, pod

WORDS = "The node was low on resource: memory. Container web was using 812Mi, which exceeds its request of 64Mi. "
EVICTED = {"phase": "Failed", "reason": "Evicted", "message": WORDS}


def evicted(created):
    return pod(ready=False, metadata={"creationTimestamp": created}, status=EVICTED | {"containerStatuses": []})


def test_a_fresh_eviction_is_told_with_the_kubelets_words():
    """What the node was short of stands in the evidence."""
    (finding,) = check(facts_of(evicted(JUST_NOW)))

    assert "1 pod" in finding.claim and "from node node-1" in finding.claim
    assert WORDS in finding.evidence[0].value


def test_an_old_pod_that_was_evicted_now_is_told():
    """Its event tells when; the pod itself is days old."""
    gone = evicted("2026-02-20T00:00:00Z")

    assert len(list(check(facts_of(gone, event(gone, "Evicted", WORDS))))) == 1


def test_the_leftovers_of_an_old_eviction_are_quiet():
    """Failed pod objects stay until somebody removes them."""
    assert not list(check(facts_of(evicted("2026-02-20T00:00:00Z"), *healthy_app())))


def test_a_pod_that_failed_otherwise_is_quiet():
    """Nobody threw it out."""
    assert not list(check(facts_of(pod(ready=False, status={"phase": "Failed", "reason": "Error"}))))
