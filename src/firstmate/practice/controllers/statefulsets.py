"""StatefulSets: numbered pods with claims of their own, one after the other.

As on a real cluster, a broken pod blocks those after it, and an update does not replace it: delete it by hand.
"""

from __future__ import annotations

from firstmate.practice.objects import Object, clone, dig, is_terminating, labels_of, name_of, namespace_of
from firstmate.practice.templates import is_ready, keep_revision, make_pod, pods_of, remove_pod, template_hash
from firstmate.practice.world import World

STATEFULSETS, CLAIMS = "statefulsets.apps", "persistentvolumeclaims"
COMPONENT = "statefulset-controller"
HASH = "controller-revision-hash"


def step(world: World) -> None:
    for statefulset in world.find(STATEFULSETS):
        if not is_terminating(statefulset):
            revision = keep_revision(world, statefulset, template_hash(statefulset["spec"]["template"]))
            _reconcile(world, statefulset, revision)
            _tell_status(world, statefulset, revision)


def _reconcile(world: World, statefulset: Object, revision: str) -> None:
    """One move at a time, unless pods are managed in parallel."""
    pods = {name_of(pod): pod for pod in pods_of(world, statefulset)}
    names = [f"{name_of(statefulset)}-{i}" for i in range(statefulset["spec"]["replicas"])]
    parallel = dig(statefulset, "spec.podManagementPolicy") == "Parallel"
    for name in names:
        if name not in pods:
            _make(world, statefulset, name, revision)
        if not parallel and not (name in pods and is_ready(pods[name])):
            return
    excess = sorted(set(pods) - set(names), key=_ordinal, reverse=True)
    outdated = [n for n in reversed(names) if n in pods and labels_of(pods[n]).get(HASH) != revision]
    if dig(statefulset, "spec.updateStrategy.type") == "OnDelete":
        outdated = []
    for name in (excess or outdated)[:1]:
        if not is_terminating(pods[name]):
            remove_pod(world, statefulset, pods[name], COMPONENT)


def _ordinal(name: str) -> int:
    return int(name.rpartition("-")[2])


def _make(world: World, statefulset: Object, name: str, revision: str) -> None:
    volumes = []
    for template in dig(statefulset, "spec.volumeClaimTemplates", []):
        claim = f"{template['metadata']['name']}-{name}"
        volumes.append({"name": template["metadata"]["name"], "persistentVolumeClaim": {"claimName": claim}})
        if world.get(CLAIMS, namespace_of(statefulset), claim) is None:
            labels = dig(statefulset, "spec.selector.matchLabels", {})
            metadata = {"name": claim, "namespace": namespace_of(statefulset), "labels": labels}
            world.create(CLAIMS, {"metadata": metadata, "spec": template["spec"]})
    owner = clone(statefulset)
    spec = owner["spec"]["template"]["spec"]
    spec["volumes"] = [*spec.get("volumes", []), *volumes]
    spec |= {"hostname": name, "subdomain": dig(statefulset, "spec.serviceName", "")}
    labels = {
        HASH: revision,
        "statefulset.kubernetes.io/pod-name": name,
        "apps.kubernetes.io/pod-index": str(_ordinal(name)),
    }
    make_pod(world, owner, COMPONENT, name, labels)


def _tell_status(world: World, statefulset: Object, revision: str) -> None:
    pods = pods_of(world, statefulset)
    ready = sum(map(is_ready, pods))
    updated = sum(1 for pod in pods if labels_of(pod).get(HASH) == revision)
    complete = updated == len(pods) == statefulset["spec"]["replicas"]
    status = {
        "observedGeneration": statefulset["metadata"]["generation"],
        "replicas": len(pods),
        "readyReplicas": ready,
        "availableReplicas": ready,
        "currentReplicas": updated if complete else len(pods) - updated,
        "updatedReplicas": updated,
        "currentRevision": revision if complete else dig(statefulset, "status.currentRevision", revision),
        "updateRevision": revision,
        "collisionCount": 0,
    }
    counts = ("readyReplicas", "currentReplicas", "updatedReplicas")
    world.set_status(STATEFULSETS, statefulset, {k: v for k, v in status.items() if v or k not in counts})
