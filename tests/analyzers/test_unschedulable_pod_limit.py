"""unschedulable-pod-limit: nodes that run as many pods as they may."""

from __future__ import annotations

from firstmate.analyzers.unschedulable_pod_limit import check
from tests.support.build import facts_of, healthy_app, node
from tests.support.scheduling import closed_control_plane, waiting


def test_a_single_node_at_its_limit_is_told():
    """The evidence counts its pods against the limit."""
    small = node(status={"allocatable": {"cpu": "4", "memory": "8Gi", "pods": "2"}})
    facts = facts_of(small, *healthy_app("a"), *healthy_app("b"), *waiting("0/1 nodes are available: 1 Too many pods."))

    (finding,) = check(facts)

    assert ("Node node-1 pods", "2 of 2") in [(e.where, e.value) for e in finding.evidence]


def test_the_workers_limit_counts_beside_a_closed_control_plane():
    """The cordon is noise here too."""
    words = "0/2 nodes are available: 1 Too many pods, 1 node(s) were unschedulable. preemption: none."

    assert len(list(check(facts_of(closed_control_plane(), node("w-1"), *waiting(words))))) == 1


def test_other_reasons_are_other_rules():
    """Insufficient CPU is not a limit of pods."""
    assert not list(check(facts_of(node(), *waiting("0/1 nodes are available: 1 Insufficient cpu."))))


def test_a_full_node_where_nobody_waits_is_quiet():
    """Full is not broken."""
    small = node(status={"allocatable": {"cpu": "4", "memory": "8Gi", "pods": "1"}})

    assert not list(check(facts_of(small, *healthy_app())))
