"""sandbox-failed: nodes that cannot make sandboxes or networks for pods."""

from __future__ import annotations

from firstmate.analyzers.sandbox_failed import check
from firstmate.findings import ObjectRef
from tests.support.build import deployment, event, facts_of, healthy_app, replicaset, waiting_pod

CNI = (
    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "5d0f": plugin '
    'type="flannel" failed (add): loadFlannelSubnetEnv failed: open /run/flannel/subnet.env: no such file or directory'
)


def waiting(name="web"):
    pod = waiting_pod("ContainerCreating", name=name)
    return deployment(name, ready=0), replicaset(name), pod


def test_the_network_plugins_words_are_told_of_the_workload():
    """One workload on the node: it is blamed, and the node is named."""
    objects = waiting()
    (finding,) = check(facts_of(*objects, event(objects[2], "FailedCreatePodSandBox", CNI)))

    assert str(finding.object) == "Deployment/shop/web"
    assert "on node node-1" in finding.claim


def test_several_workloads_on_one_node_blame_the_node():
    """Two unlike workloads fail alike: the node is what they share."""
    one, two = waiting(), waiting("api")
    facts = facts_of(
        *one,
        *two,
        event(one[2], "FailedCreatePodSandBox", CNI),
        event(two[2], "NetworkNotReady", "network is not ready"),
    )

    (finding,) = check(facts)

    assert finding.object == ObjectRef("Node", "", "node-1")
    assert len(finding.explains) == 2


def test_out_of_memory_is_another_rule():
    """The sandbox was killed for the container's own limit."""
    objects = waiting()
    words = "Failed to create pod sandbox: container init was OOM-killed (memory limit too low?): unknown"

    assert not list(check(facts_of(*objects, event(objects[2], "FailedCreatePodSandBox", words))))


def test_an_event_of_long_ago_is_quiet():
    """It was tried again since, and the pod waits for another thing."""
    objects = waiting()
    old = event(objects[2], "FailedCreatePodSandBox", CNI, last="2026-03-01T11:30:00Z")

    assert not list(check(facts_of(*objects, old)))


def test_a_pod_that_runs_in_the_end_is_quiet():
    """The first try after a reboot often fails."""
    deployment_, replicaset_, pod = healthy_app()

    assert not list(check(facts_of(deployment_, replicaset_, pod, event(pod, "FailedCreatePodSandBox", CNI))))
