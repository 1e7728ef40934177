"""unschedulable-memory: requests for memory that no usable node can meet."""

from __future__ import annotations

from firstmate.analyzers.unschedulable_memory import check
from tests.support.build import facts_of, healthy_app, node
from tests.support.scheduling import closed_control_plane, neighbour, waiting

WORDS = (
    "0/2 nodes are available: 1 Insufficient memory, 1 node(s) were unschedulable. preemption: 0/2 nodes are available."
)


def asking(quantity):
    return {"containers": [{"name": "web", "resources": {"requests": {"memory": quantity}}}]}


def test_more_than_any_node_has_is_surest():
    """The request and the size of the largest usable node stand in the claim."""
    (finding,) = check(facts_of(closed_control_plane(), node("w-1"), *waiting(WORDS, **asking("64Gi"))))

    assert "requests 64Gi of memory" in finding.claim
    assert "largest usable node has 8Gi in all" in finding.claim


def test_what_others_have_taken_is_reckoned():
    """It would fit on an empty node: the claim tells what is left."""
    taken = neighbour("big", "w-1", spec=asking("4Gi") | {"nodeName": "w-1"})
    (finding,) = check(facts_of(closed_control_plane(), node("w-1"), taken, *waiting(WORDS, **asking("6Gi"))))

    assert "no usable node has more than 4Gi of its 8Gi left" in finding.claim


def test_another_resource_is_another_rule():
    """Insufficient cpu is not this."""
    words = "0/1 nodes are available: 1 Insufficient cpu."

    assert not list(check(facts_of(node("w-1"), *waiting(words))))


def test_a_running_pod_with_a_large_request_is_quiet():
    """It has its node; whether the next one would fit is no trouble of now."""
    assert not list(check(facts_of(node(), *healthy_app())))
