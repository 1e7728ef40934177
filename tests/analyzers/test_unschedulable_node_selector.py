"""unschedulable-node-selector: labels that no usable node has."""

from __future__ import annotations

from firstmate.analyzers.unschedulable_node_selector import check
from tests.support.build import facts_of, healthy_app, node
from tests.support.scheduling import closed_control_plane, tainted, waiting

WORDS = (
    "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector. preemption: 0/2 nodes are available."
)


def test_a_label_that_no_node_has_is_named():
    """The selector is in the claim, and the evidence tells what the nodes offer under its key."""
    labelled = node("w-1", metadata={"labels": {"disk": "hdd"}})
    (finding,) = check(facts_of(labelled, node("w-2"), *waiting(WORDS, nodeSelector={"disk": "ssd"})))

    assert "disk=ssd matches no usable node" in finding.claim
    assert ("nodes' label disk", "hdd") in [(e.where, e.value) for e in finding.evidence]


def test_the_words_of_old_schedulers():
    """Up to 1.19 the verdict said "node selector"."""
    words = "0/1 nodes are available: 1 node(s) didn't match node selector."

    assert len(list(check(facts_of(node(), *waiting(words, nodeSelector={"gpu": "yes"}))))) == 1


def test_a_selector_that_matches_a_tainted_node_is_quiet():
    """The node that was meant exists; what keeps the pod off it is told instead."""
    there = tainted("w-1", "dedicated", "db")

    assert not list(
        check(facts_of(there, node("w-2"), *waiting(WORDS, nodeSelector={"kubernetes.io/hostname": "w-1"})))
    )


def test_affinity_without_a_selector_is_another_rule():
    """The same sentence of the scheduler, for the other field."""
    terms = [{"matchExpressions": [{"key": "disk", "operator": "In", "values": ["ssd"]}]}]
    affinity = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}}

    assert not list(check(facts_of(closed_control_plane(), node("w-1"), *waiting(WORDS, affinity=affinity))))


def test_a_pod_that_runs_is_quiet():
    """Labels may change after a pod was placed."""
    assert not list(check(facts_of(node(), *healthy_app())))
