"""unschedulable-node-affinity: required terms that hold for no usable node."""

from __future__ import annotations

from firstmate.analyzers.unschedulable_node_affinity import check
from tests.support.build import facts_of, node
from tests.support.scheduling import closed_control_plane, waiting

WORDS = (
    "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector. preemption: 0/2 nodes are available."
)


def affinity(**requirement):
    terms = [{"matchExpressions": [requirement]}]
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}}


def test_a_term_that_no_node_meets_is_told():
    """The requirement stands in the claim as it was written."""
    asked = affinity(key="zone", operator="In", values=["eu-1", "eu-2"])
    (finding,) = check(facts_of(node("w-1"), node("w-2"), *waiting(WORDS, affinity=asked)))

    assert "(zone In eu-1,eu-2)" in finding.claim


def test_a_closed_control_plane_that_happens_to_match_does_not_count():
    """Nobody meant the node that lacks the label only because it never got one."""
    busy = node("w-1", metadata={"labels": {"state": "maintenance"}})
    asked = affinity(key="state", operator="NotIn", values=["maintenance"])

    assert len(list(check(facts_of(closed_control_plane(), busy, *waiting(WORDS, affinity=asked))))) == 1


def test_a_selector_that_matches_nothing_is_another_rule():
    """Both fields are set, and already the selector finds no node."""
    asked = affinity(key="zone", operator="Exists")

    assert not list(check(facts_of(node(), *waiting(WORDS, affinity=asked, nodeSelector={"disk": "ssd"}))))


def test_an_affinity_that_is_met_is_quiet():
    """The one node that matches is full, which is another reason."""
    words = "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) didn't match Pod's node affinity/selector."
    labelled = node("w-1", metadata={"labels": {"zone": "eu-1"}})
    asked = affinity(key="zone", operator="Exists")

    assert not list(check(facts_of(labelled, node("w-2"), *waiting(words, affinity=asked))))
