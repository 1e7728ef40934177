"""unschedulable-volume-node: data that is where the pod cannot go."""

from __future__ import annotations

from firstmate.analyzers.unschedulable_volume_node import check
from tests.support.build import facts_of, healthy_app, node, obj
from tests.support.scheduling import cordoned, waiting

WORDS = "0/2 nodes are available: 2 node(s) had volume node affinity conflict. preemption: none."
MOUNT = [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]


def volume_on(host):
    here = [{"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "In", "values": [host]}]}]
    return (
        obj("PersistentVolumeClaim", "data", spec={"volumeName": "pv-1"}, status={"phase": "Bound"}),
        obj("PersistentVolume", "pv-1", spec={"nodeAffinity": {"required": {"nodeSelectorTerms": here}}}),
    )


def test_a_volume_of_a_node_that_is_gone_is_named():
    """Local storage of a machine that left the cluster."""
    facts = facts_of(node("w-1"), node("w-2"), *volume_on("w-3"), *waiting(WORDS, volumes=MOUNT))

    (finding,) = check(facts)

    assert "pv-1" in finding.claim
    assert ("PersistentVolume pv-1 spec.nodeAffinity", "w-3") in [(e.where, e.value) for e in finding.evidence]


def test_a_zone_conflict_in_the_schedulers_words_is_enough():
    """The volumes could not be read: the words alone tell."""
    words = "0/1 nodes are available: 1 node(s) had no available volume zone."

    assert len(list(check(facts_of(node("w-1"), *waiting(words, volumes=MOUNT))))) == 1


def test_a_volume_on_a_cordoned_node_is_another_rule():
    """The node that has the data is there and only closed."""
    words = "0/2 nodes are available: 1 node(s) had volume node affinity conflict, 1 node(s) were unschedulable."
    facts = facts_of(cordoned("w-1"), node("w-2"), *volume_on("w-1"), *waiting(words, volumes=MOUNT))

    assert not list(check(facts))


def test_a_pod_that_runs_beside_its_volume_is_quiet():
    """Local volumes are what small clusters have."""
    assert not list(check(facts_of(node(), *volume_on("node-1"), *healthy_app())))
