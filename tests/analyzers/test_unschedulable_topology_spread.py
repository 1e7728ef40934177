"""unschedulable-topology-spread: hard constraints that allow no usable node."""

from __future__ import annotations

from firstmate.analyzers.unschedulable_topology_spread import check
from tests.support.build import facts_of, healthy_app, node
from tests.support.scheduling import waiting

SPREAD = [{"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": {}}]


def test_the_constraint_is_told():
    """The skew and the topology stand in the claim."""
    words = "0/1 nodes are available: 1 node(s) didn't match pod topology spread constraints."
    zoned = node(metadata={"labels": {"zone": "a"}})
    (finding,) = check(facts_of(zoned, *waiting(words, topologySpreadConstraints=SPREAD)))

    assert "at most 1 apart per zone" in finding.claim


def test_nodes_without_the_label_are_named():
    """The scheduler adds that the label is missing; the evidence says where."""
    words = "0/1 nodes are available: 1 node(s) didn't match pod topology spread constraints (missing required label)."
    (finding,) = check(facts_of(node(), *waiting(words, topologySpreadConstraints=SPREAD)))

    assert "Node node-1 has no label zone" in [e.value for e in finding.evidence]


def test_a_soft_constraint_is_quiet():
    """ScheduleAnyway never keeps a pod away."""
    soft = [SPREAD[0] | {"whenUnsatisfiable": "ScheduleAnyway"}]
    words = "0/1 nodes are available: 1 Insufficient cpu."

    assert not list(check(facts_of(node(), *waiting(words, topologySpreadConstraints=soft))))


def test_a_running_pod_is_quiet():
    """It has its node."""
    assert not list(check(facts_of(node(), *healthy_app())))
