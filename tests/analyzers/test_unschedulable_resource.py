"""unschedulable-resource: GPUs and other resources that no usable node has left."""

from __future__ import annotations

from firstmate.analyzers.unschedulable_resource import check
from tests.support.build import facts_of, healthy_app, node
from tests.support.scheduling import waiting


def asking(name, quantity):
    return {"containers": [{"name": "web", "resources": {"requests": {name: quantity}}}]}


def test_a_gpu_that_no_node_offers_is_told():
    """No device plugin has announced it: the largest node has none at all."""
    words = "0/1 nodes are available: 1 Insufficient nvidia.com/gpu. preemption: 0/1 nodes are available."
    (finding,) = check(facts_of(node(), *waiting(words, **asking("nvidia.com/gpu", "1"))))

    assert "requests 1 of nvidia.com/gpu, and the largest usable node has 0 in all" in finding.claim


def test_ephemeral_storage_is_told_in_bytes():
    """Disk space is a resource like others."""
    words = "0/1 nodes are available: 1 Insufficient ephemeral-storage."
    disk = node(status={"allocatable": {"cpu": "4", "ephemeral-storage": "10Gi"}})
    (finding,) = check(facts_of(disk, *waiting(words, **asking("ephemeral-storage", "50Gi"))))

    assert "requests 50Gi of ephemeral-storage" in finding.claim


def test_cpu_and_memory_are_other_rules():
    """They have findings of their own."""
    words = "0/2 nodes are available: 1 Insufficient cpu, 1 Insufficient memory."

    assert not list(check(facts_of(node("w-1"), node("w-2"), *waiting(words))))


def test_a_running_pod_is_quiet():
    """Nobody waits."""
    assert not list(check(facts_of(node(), *healthy_app())))
