"""Nodes: their kubelets' heartbeats, what follows when these stop, and the taints that mark it.

Wordings: kubernetes/pkg/controller/nodelifecycle, pkg/controller/tainteviction
"""

from __future__ import annotations

from datetime import timedelta

from firstmate.practice import events
from firstmate.practice.objects import (
    Object,
    clone,
    condition,
    dig,
    is_terminating,
    is_true,
    name_of,
    set_condition,
    since,
    stamp,
)
from firstmate.practice.reality import POWER_CYCLED
from firstmate.practice.world import World

LEASE_SECONDS = 10
GRACE = timedelta(seconds=50)
LOST = {"reason": "NodeStatusUnknown", "message": "Kubelet stopped posting node status."}
WELL = {
    "MemoryPressure": ("False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    "DiskPressure": ("False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    "PIDPressure": ("False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    "Ready": ("True", "KubeletReady", "kubelet is posting ready status"),
}
UNREACHABLE = "node.kubernetes.io/unreachable"
UNSCHEDULABLE = "node.kubernetes.io/unschedulable"


def is_dark(world: World, node: Object) -> bool:
    """Whether the machine is off, or cut off; or there is none: somebody has only made the object."""
    if not dig(node, "status.addresses"):
        return True
    return name_of(node) in world.reality.dark_nodes and POWER_CYCLED not in dig(node, "metadata.annotations", {})


def step(world: World) -> None:
    for node in world.find("nodes"):
        if is_dark(world, node):
            _watch_silence(world, node)
        else:
            _heartbeat(world, node)
        current = world.get("nodes", "", name_of(node))
        assert current is not None, "nobody deletes it meanwhile"
        _taint(world, current)
        _evict(world, current)


def _heartbeat(world: World, node: Object) -> None:
    if not world.every(LEASE_SECONDS, f"lease/{name_of(node)}") and is_true(node, "Ready"):
        return
    _renew_lease(world, node)
    if is_true(node, "Ready") and not world.every(300, f"heartbeat/{name_of(node)}"):
        return
    changed = clone(node)
    for kind, (status, reason, message) in WELL.items():
        set_condition(changed, kind, status, world.now, reason=reason, message=message)
        condition(changed, kind)["lastHeartbeatTime"] = stamp(world.now)
    if not is_true(node, "Ready"):
        events.record(world, node, "NodeReady", f"Node {name_of(node)} status is now: NodeReady", component="kubelet")
    world.set_status("nodes", node, changed["status"])


def _renew_lease(world: World, node: Object) -> None:
    name, renewed = name_of(node), world.now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    lease = world.get("leases.coordination.k8s.io", "kube-node-lease", name)
    spec = {"holderIdentity": name, "leaseDurationSeconds": 40, "renewTime": renewed}
    if lease is None:
        metadata = {"name": name, "namespace": "kube-node-lease"}
        world.create("leases.coordination.k8s.io", {"metadata": metadata, "spec": spec})
    else:
        world.store.put("leases.coordination.k8s.io", {**lease, "spec": spec})


def _watch_silence(world: World, node: Object) -> None:
    lease = world.get("leases.coordination.k8s.io", "kube-node-lease", name_of(node))
    silent = since(dig(lease, "spec.renewTime"), world.now)
    if silent < GRACE or condition(node, "Ready").get("status") == "Unknown":
        return
    changed = clone(node)
    for kind in WELL:
        set_condition(changed, kind, "Unknown", world.now, **LOST)
    world.set_status("nodes", node, changed["status"])
    told = f"Node {name_of(node)} status is now: NodeNotReady"
    events.record(world, node, "NodeNotReady", told, component="node-controller")
    for pod in _pods_on(world, node):
        events.record(world, pod, "NodeNotReady", "Node is not ready", component="node-controller", warning=True)
        lost = clone(pod)
        set_condition(lost, "Ready", False, world.now)
        world.set_status("pods", pod, lost["status"])


def _pods_on(world: World, node: Object) -> list[Object]:
    return world.find("pods", where=lambda pod: dig(pod, "spec.nodeName") == name_of(node))


def _taint(world: World, node: Object) -> None:
    """The taints that conditions and cordoning call for, beside those that the user set."""
    ours = (UNREACHABLE, UNSCHEDULABLE)
    old = dig(node, "spec.taints", [])
    since_when = {(t["key"], t["effect"]): t.get("timeAdded") for t in old}
    wanted = [(UNSCHEDULABLE, "NoSchedule")] if dig(node, "spec.unschedulable") else []
    if condition(node, "Ready").get("status") == "Unknown":
        wanted += [(UNREACHABLE, "NoSchedule"), (UNREACHABLE, "NoExecute")]
    taints = [t for t in old if t["key"] not in ours]
    for key, effect in wanted:
        taints.append({"key": key, "effect": effect, "timeAdded": since_when.get((key, effect)) or stamp(world.now)})
    spec = {k: v for k, v in node.get("spec", {}).items() if k != "taints"}
    world.store.put("nodes", {**node, "spec": {**spec, **({"taints": taints} if taints else {})}})


def _evict(world: World, node: Object) -> None:
    """Pods leave an unreachable node when they tolerate it no longer; as long as it is dark they cannot end."""
    taint = next(
        (t for t in dig(node, "spec.taints", []) if t["key"] == UNREACHABLE and t["effect"] == "NoExecute"), None
    )
    if taint is None:
        return
    for pod in _pods_on(world, node):
        patience = _tolerated_seconds(pod)
        if patience is None or is_terminating(pod):
            continue
        if since(taint["timeAdded"], world.now) >= timedelta(seconds=patience):
            told = f"Marking for deletion Pod {pod['metadata']['namespace']}/{name_of(pod)}"
            events.record(world, pod, "TaintManagerEviction", told, component="taint-eviction-controller")
            world.delete("pods", pod)


def _tolerated_seconds(pod: Object) -> int | None:
    """How long the pod stays on an unreachable node; None: for ever."""
    for toleration in dig(pod, "spec.tolerations", []):
        if toleration.get("key") in (UNREACHABLE, None) and toleration.get("effect") in ("NoExecute", None):
            seconds: int | None = toleration.get("tolerationSeconds")
            return seconds
    return 0
