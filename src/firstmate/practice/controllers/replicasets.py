"""ReplicaSets: as many pods as asked for."""

from __future__ import annotations

from firstmate.practice.objects import Object, dig, is_terminating, labels_of
from firstmate.practice.templates import is_ready, living, make_pod, pods_of, remove_pod
from firstmate.practice.world import World

REPLICASETS = "replicasets.apps"
COMPONENT = "replicaset-controller"


def step(world: World) -> None:
    for replicaset in world.find(REPLICASETS):
        if not is_terminating(replicaset):
            _reconcile(world, replicaset)


def _reconcile(world: World, replicaset: Object) -> None:
    pods = living(pods_of(world, replicaset))
    missing = replicaset["spec"]["replicas"] - len(pods)
    for _ in range(missing):
        make_pod(world, replicaset, COMPONENT)
    for pod in sorted(pods, key=_worth)[: max(-missing, 0)]:
        remove_pod(world, replicaset, pod, COMPONENT)
    _tell_status(world, replicaset)


def _worth(pod: Object) -> tuple[bool, bool, str]:
    """Pods to go first come first: without a node, not ready; then the younger, which sorts by inverted age."""
    created = str(pod["metadata"]["creationTimestamp"])
    return bool(dig(pod, "spec.nodeName")), is_ready(pod), "".join(chr(255 - ord(c)) for c in created)


def _tell_status(world: World, replicaset: Object) -> None:
    pods = living(pods_of(world, replicaset))
    ready = sum(map(is_ready, pods))
    wanted = dig(replicaset, "spec.template.metadata.labels", {}).items()
    labelled = sum(1 for pod in pods if wanted <= labels_of(pod).items())
    status = {"replicas": len(pods), "observedGeneration": replicaset["metadata"]["generation"]}
    counts = {"fullyLabeledReplicas": labelled, "readyReplicas": ready, "availableReplicas": ready}
    world.set_status(REPLICASETS, replicaset, {**status, **{k: v for k, v in counts.items() if v}})
