"""unschedulable-other: the symptom for reasons that other objects have to answer for."""

from __future__ import annotations

from firstmate.analyzers.unschedulable_other import check
from tests.support.build import facts_of, healthy_app, node
from tests.support.scheduling import waiting


def test_a_claim_that_is_not_bound_is_passed_on():
    """The claim's own finding explains it; here stands what the scheduler says."""
    words = "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: none."
    (finding,) = check(facts_of(node(), *waiting(words)))

    assert "unbound immediate PersistentVolumeClaims" in finding.claim


def test_nodes_that_are_not_well_are_named():
    """Every node is down: the nodes have findings of their own."""
    words = "0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }."
    (finding,) = check(facts_of(node(ready=False), *waiting(words)))

    assert "not well (node-1)" in finding.claim


def test_a_reason_with_a_rule_of_its_own_is_quiet():
    """Insufficient CPU is told once."""
    assert not list(check(facts_of(node(), *waiting("0/1 nodes are available: 1 Insufficient cpu."))))


def test_placed_pods_are_quiet():
    """Nobody waits."""
    assert not list(check(facts_of(node(), *healthy_app())))
