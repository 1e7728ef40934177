"""The scheduler's verdicts in the words of many versions, and which of their reasons counts."""

from __future__ import annotations

import pytest

from firstmate.facts.scheduling import Reason, parse, verdicts
from tests.support.build import STARTED, facts_of, merged, node, obj, pod, unscheduled_pod
from tests.support.scheduling import closed_control_plane, cordoned, neighbour, tainted, waiting

CLOSED = "0/3 nodes are available: 1 node(s) were unschedulable, 2 {}. preemption: 0/3 nodes are available: 3 No p."


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (
            "0/4 nodes are available: 1 node(s) were unschedulable, 3 Insufficient cpu. preemption: 0/4 nodes are "
            "available: 1 Preemption is not helpful for scheduling, 3 No preemption victims found for incoming pod.",
            [(1, Reason.CORDON), (3, Reason.CPU)],
        ),
        (
            "0/3 nodes are available: 1 node(s) had taint {node-role.kubernetes.io/master: }, that the pod didn't "
            "tolerate, 2 node(s) didn't match node selector.",
            [(1, Reason.TAINT), (2, Reason.NODE_AFFINITY)],
        ),
        (
            "0/3 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }, 2 node(s) "
            "had volume node affinity conflict.",
            [(1, Reason.UNWELL), (2, Reason.VOLUME_NODE)],
        ),
        (
            "0/2 nodes are available: 2 node(s) didn't match pod affinity/anti-affinity, 2 node(s) didn't match pod "
            "anti-affinity rules.",
            [(2, Reason.POD_ANTI_AFFINITY), (2, Reason.POD_ANTI_AFFINITY)],
        ),
        ("0/2 nodes are available: 2 node(s) didn't match pod affinity rules.", [(2, Reason.POD_AFFINITY)]),
        ("0/1 nodes are available: 1 Too many pods.", [(1, Reason.POD_LIMIT)]),
        ("0/1 nodes are available: 1 Insufficient nvidia.com/gpu.", [(1, Reason.RESOURCE)]),
        (
            "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.",
            [(1, Reason.HOST_PORT)],
        ),
        (
            "0/4 nodes are available: 4 node(s) didn't match pod topology spread constraints (missing required label).",
            [(4, Reason.TOPOLOGY_SPREAD)],
        ),
        ("0/4 nodes are available: pod has unbound immediate PersistentVolumeClaims.", [(4, Reason.CLAIM)]),
        ('persistentvolumeclaim "data" not found', [(0, Reason.CLAIM)]),
        ("no nodes available to schedule pods", [(0, Reason.OTHER)]),
        ("0/4 nodes are available:", []),
    ],
)
def test_words_of_many_versions_are_understood(message, told):
    """Each part of a verdict becomes a count of nodes and a reason; preemption is left out."""
    assert [(c.count, c.reason) for c in parse(message)] == told


def test_a_closed_control_plane_is_no_reason():
    """The workers' reason counts, although a node that never takes pods is named first."""
    facts = facts_of(closed_control_plane(), node("w-1"), node("w-2"), *waiting(CLOSED.format("Insufficient cpu")))

    assert [v.reason for v in verdicts(facts, *Reason)] == [Reason.CPU]


def test_a_cordon_that_would_cure_it_is_the_reason():
    """Anti-affinity forbids the open worker, the cordoned one would do: then the cordon is what changed."""
    apart = {
        "podAntiAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": [
                {"labelSelector": {"matchLabels": {"app": "web"}}, "topologyKey": "kubernetes.io/hostname"}
            ]
        }
    }
    words = "0/2 nodes are available: 1 node(s) didn't match pod anti-affinity rules, 1 node(s) were unschedulable."
    first = merged(pod(), {"metadata": {"name": "web-first"}, "spec": {"nodeName": "w-1"}})
    facts = facts_of(node("w-1"), cordoned("w-2"), first, *waiting(words, affinity=apart))

    assert [(v.reason, v.names) for v in verdicts(facts, *Reason)] == [(Reason.CORDON, "w-2")]


def test_a_full_node_behind_a_cordon_is_no_cure():
    """Where the cordoned worker has no room either, the resource stays the reason."""
    big = {"containers": [{"name": "big", "resources": {"requests": {"cpu": "4"}}}]}
    words = "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable."
    facts = facts_of(
        node("w-1"), cordoned("w-2"), neighbour("a", "w-1", spec=big | {"nodeName": "w-1"}),
        neighbour("b", "w-2", spec=big | {"nodeName": "w-2"}), *waiting(words),
    )  # fmt: skip

    assert [v.reason for v in verdicts(facts, *Reason)] == [Reason.CPU]


def test_a_volume_on_a_node_that_is_down_blames_the_node():
    """Local storage: the only node with the data is not ready, the others only lack the volume."""
    claim = obj("PersistentVolumeClaim", "data", spec={"volumeName": "pv-1"}, status={"phase": "Bound"})
    here = [{"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "In", "values": ["w-1"]}]}]
    volume = obj("PersistentVolume", "pv-1", spec={"nodeAffinity": {"required": {"nodeSelectorTerms": here}}})
    words = (
        "0/2 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }, 1 node(s) had "
        "volume node affinity conflict."
    )
    mounts = [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]
    facts = facts_of(node("w-1", ready=False), node("w-2"), claim, volume, *waiting(words, volumes=mounts))

    assert [(v.reason, v.names) for v in verdicts(facts, *Reason)] == [(Reason.UNWELL, "w-1")]


def test_a_selected_node_that_is_tainted_blames_the_taint():
    """The other nodes do not match the selector, as was wanted; the one that does is tainted."""
    words = (
        "0/3 nodes are available: 1 node(s) had untolerated taint {workload: gpu}, 2 node(s) didn't match Pod's node "
        "affinity/selector."
    )
    labelled = merged(tainted("w-1", "workload", "gpu"), {"metadata": {"labels": {"gpu": "yes"}}})
    facts = facts_of(labelled, node("w-2"), node("w-3"), *waiting(words, nodeSelector={"gpu": "yes"}))

    assert [(v.reason, v.names) for v in verdicts(facts, *Reason)] == [(Reason.TAINT, "w-1")]


def test_a_pod_that_is_gated_or_nominated_has_no_verdict():
    """A scheduling gate is somebody's wish, and a nominated pod waits for others to go."""
    gated = unscheduled_pod("Scheduling is blocked due to non-empty scheduling gates")
    gated["status"]["conditions"][0]["reason"] = "SchedulingGated"
    nominated = unscheduled_pod("0/1 nodes are available: 1 Insufficient cpu.", "api")
    nominated["status"]["nominatedNodeName"] = "node-1"

    assert list(verdicts(facts_of(node(), gated, nominated), *Reason)) == []


def test_pods_of_one_workload_are_one_verdict():
    """Three waiting replicas are told once."""
    objects = waiting("0/1 nodes are available: 1 Insufficient memory.")
    more = [merged(objects[2], {"metadata": {"name": f"web-{n}", "creationTimestamp": STARTED}}) for n in "bc"]

    found = list(verdicts(facts_of(node(), *objects, *more), *Reason))

    assert [(str(v.workload), len(v.pods)) for v in found] == [("Deployment/shop/web", 3)]
