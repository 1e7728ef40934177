"""arch-mismatch-risk: works on one architecture, ends on starting on another."""

from __future__ import annotations

from firstmate.analyzers.arch_mismatch_risk import check
from tests.support.build import deployment, facts_of, merged, node, pod, replicaset, waiting_pod

AMD = node(
    "node-2", status={"nodeInfo": {"architecture": "amd64"}}, metadata={"labels": {"kubernetes.io/arch": "amd64"}}
)
APP = (deployment(replicas=2, ready=1), replicaset())


def on(pod_, name, place):
    """The same pod under another name on another node."""
    return merged(pod_, {"metadata": {"name": name, "uid": name}, "spec": {"nodeName": place}})


def test_ready_on_one_and_crashing_on_the_other_is_told():
    """With both architectures named."""
    crashing = on(waiting_pod("CrashLoopBackOff"), "web-b", "node-2")
    (found,) = check(facts_of(*APP, node(), AMD, on(pod(), "web-a", "node-1"), crashing))

    assert "work on arm64" in found.claim and "on amd64" in found.claim


def test_several_pods_that_agree_count():
    """Two good ones on one side."""
    pods = on(pod(), "a", "node-1"), on(pod(), "b", "node-1"), on(waiting_pod("CrashLoopBackOff"), "c", "node-2")

    assert list(check(facts_of(*APP, node(), AMD, *pods)))


def test_one_that_crashes_beside_a_good_one_of_its_kind_is_no_matter_of_architecture():
    """It works there too."""
    pods = (
        on(pod(), "a", "node-1"),
        on(pod(), "b", "node-2"),
        on(waiting_pod("CrashLoopBackOff"), "c", "node-2"),
    )

    assert not list(check(facts_of(*APP, node(), AMD, *pods)))


def test_a_cluster_of_one_architecture_has_no_such_risk():
    """All nodes are arm64."""
    pods = on(pod(), "a", "node-1"), on(waiting_pod("CrashLoopBackOff"), "b", "node-3")

    assert not list(check(facts_of(*APP, node(), node("node-3"), *pods)))


def test_a_pod_that_only_starts_says_nothing():
    """ContainerCreating is no verdict."""
    pods = on(pod(), "a", "node-1"), on(waiting_pod("ContainerCreating"), "b", "node-2")

    assert not list(check(facts_of(*APP, node(), AMD, *pods)))
