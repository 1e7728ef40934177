"""DaemonSets: one pod on every node that will have it."""

from __future__ import annotations

from firstmate.practice.controllers.scheduler import selects_node, tolerates
from firstmate.practice.objects import Object, clone, dig, is_terminating, labels_of, name_of
from firstmate.practice.templates import is_ready, keep_revision, living, make_pod, pods_of, remove_pod, template_hash
from firstmate.practice.world import World

DAEMONSETS = "daemonsets.apps"
COMPONENT = "daemonset-controller"
HASH = "controller-revision-hash"
TOLERATED = (
    ("node.kubernetes.io/not-ready", "NoExecute"),
    ("node.kubernetes.io/unreachable", "NoExecute"),
    ("node.kubernetes.io/disk-pressure", "NoSchedule"),
    ("node.kubernetes.io/memory-pressure", "NoSchedule"),
    ("node.kubernetes.io/pid-pressure", "NoSchedule"),
    ("node.kubernetes.io/unschedulable", "NoSchedule"),
)


def step(world: World) -> None:
    for daemonset in world.find(DAEMONSETS):
        if not is_terminating(daemonset):
            revision = template_hash(daemonset["spec"]["template"])
            keep_revision(world, daemonset, revision)
            _reconcile(world, daemonset, revision)


def _reconcile(world: World, daemonset: Object, revision: str) -> None:
    template = _tolerant(daemonset)
    spec = template["spec"]["template"]["spec"]
    nodes = {name_of(node) for node in world.find("nodes") if _wanted_on(spec, node)}
    on_node = {_node_of(pod): pod for pod in living(pods_of(world, daemonset))}
    for name in sorted(nodes - set(on_node)):
        _make(world, template, name, revision)
    for name in sorted(set(on_node) - nodes):
        remove_pod(world, daemonset, on_node[name], COMPONENT)
    _update_one(world, daemonset, list(on_node.values()), revision)
    _tell_status(world, daemonset, nodes, revision)


def _tolerant(daemonset: Object) -> Object:
    owner = clone(daemonset)
    added = [{"key": key, "operator": "Exists", "effect": effect} for key, effect in TOLERATED]
    owner["spec"]["template"]["spec"].setdefault("tolerations", []).extend(added)
    return owner


def _wanted_on(spec: Object, node: Object) -> bool:
    taints = dig(node, "spec.taints", [])
    return selects_node(spec, node) and all(tolerates(spec, t) for t in taints if t["effect"] != "PreferNoSchedule")


def _node_of(pod: Object) -> str:
    """The node it runs on or is meant for."""
    path = "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"
    return str(dig(pod, "spec.nodeName") or dig(pod["spec"], path)[0]["matchFields"][0]["values"][0])


def _make(world: World, template: Object, node: str, revision: str) -> None:
    owner = clone(template)
    here = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}
    required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [here]}}
    owner["spec"]["template"]["spec"].setdefault("affinity", {})["nodeAffinity"] = required
    make_pod(world, owner, COMPONENT, labels={HASH: revision, "pod-template-generation": "1"})


def _update_one(world: World, daemonset: Object, pods: list[Object], revision: str) -> None:
    """maxUnavailable is one: the next old pod goes when all others are ready, broken ones at once."""
    if dig(daemonset, "spec.updateStrategy.type") == "OnDelete":
        return
    outdated = [pod for pod in pods if labels_of(pod).get(HASH) != revision]
    broken = [pod for pod in outdated if not is_ready(pod)]
    steady = all(map(is_ready, pods)) and len(pods) == len(pods_of(world, daemonset))
    for pod in broken or (outdated[:1] if steady else []):
        remove_pod(world, daemonset, pod, COMPONENT)


def _tell_status(world: World, daemonset: Object, nodes: set[str], revision: str) -> None:
    pods = living(pods_of(world, daemonset))
    ready = sum(map(is_ready, pods))
    status = {
        "currentNumberScheduled": len(pods),
        "numberMisscheduled": 0,
        "desiredNumberScheduled": len(nodes),
        "numberReady": ready,
        "observedGeneration": daemonset["metadata"]["generation"],
        "updatedNumberScheduled": sum(1 for pod in pods if labels_of(pod).get(HASH) == revision),
        "numberAvailable": ready,
        "numberUnavailable": len(nodes) - ready,
    }
    optional = ("updatedNumberScheduled", "numberAvailable", "numberUnavailable")
    world.set_status(DAEMONSETS, daemonset, {k: v for k, v in status.items() if v or k not in optional})
