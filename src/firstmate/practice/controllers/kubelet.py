"""The kubelets: they run the pods of their node, and tell the API how these are."""

from __future__ import annotations

from datetime import timedelta

from firstmate.practice import containers, events, inside
from firstmate.practice.containers import Run
from firstmate.practice.controllers.node_lifecycle import is_dark
from firstmate.practice.objects import (
    Object,
    clone,
    dig,
    is_terminating,
    moment_of,
    name_of,
    set_condition,
    stamp,
    uid_of,
)
from firstmate.practice.world import World

STOP_SECONDS = 2
MOUNT_RETRY = timedelta(seconds=60)


def step(world: World) -> None:
    """Every pod that is bound to a node whose kubelet lives."""
    nodes = {name_of(node): node for node in world.find("nodes") if not is_dark(world, node)}
    for pod in world.find("pods"):
        node = nodes.get(dig(pod, "spec.nodeName", ""))
        if node is None:
            continue
        if is_terminating(pod):
            _terminate(world, pod)
        elif dig(pod, "status.phase") not in ("Succeeded", "Failed"):
            world.set_status("pods", pod, _next_status(world, pod, node))


def _terminate(world: World, pod: Object) -> None:
    """Containers are told to stop, take a moment, and the pod is gone."""
    metadata = pod["metadata"]
    ends = moment_of(metadata["deletionTimestamp"])
    assert ends is not None, "it is terminating"
    asked = ends - timedelta(seconds=metadata["deletionGracePeriodSeconds"])
    if world.now - asked >= timedelta(seconds=STOP_SECONDS) or not metadata["deletionGracePeriodSeconds"]:
        world.store.remove("pods", pod)
    elif events.last_seen(world, pod, "Killing") is None:
        for container in pod["spec"]["containers"]:
            Run(world, pod, container).record("Killing", f"Stopping container {container['name']}")


def _next_status(world: World, pod: Object, node: Object) -> Object:
    """The pod's status a moment later."""
    pod = clone(pod)
    status: Object = pod["status"]
    if not _mounted(world, pod):
        return _creating(world, pod, node)
    _address(pod, node)
    status.setdefault("startTime", stamp(world.now))
    initialized = _init_containers(world, pod)
    if initialized:
        _app_containers(world, pod)
    else:
        status.setdefault("containerStatuses", [_initializing(c) for c in pod["spec"]["containers"]])
    _conclude(world, pod, initialized)
    return status


def _mounted(world: World, pod: Object) -> bool:
    """Whether the volumes are there; those of a pod that already runs are."""
    if dig(pod, "status.podIP"):
        return True
    why = inside.unmountable(world, pod)
    if not why:
        return True
    last = events.last_seen(world, pod, "FailedMount")
    if last is None or last >= MOUNT_RETRY:
        node = pod["spec"]["nodeName"]
        events.record(world, pod, "FailedMount", why, component="kubelet", warning=True, host=node)
    return False


def _creating(world: World, pod: Object, node: Object) -> Object:
    status: Object = pod["status"]
    status["hostIP"] = _internal_ip(node)
    status.setdefault("startTime", stamp(world.now))
    status.setdefault("containerStatuses", [containers.fresh(c) for c in pod["spec"]["containers"]])
    _conclude(world, pod, initialized=not pod["spec"].get("initContainers"), sandbox=False)
    return status


def _internal_ip(node: Object) -> str:
    return str(next(a["address"] for a in node["status"]["addresses"] if a["type"] == "InternalIP"))


def _address(pod: Object, node: Object) -> None:
    """The pod's address in its node's network, or the node's own."""
    status = pod["status"]
    status["hostIP"] = _internal_ip(node)
    status["hostIPs"] = [{"ip": status["hostIP"]}]
    if "podIP" in status:
        return
    network = dig(node, "spec.podCIDR", "10.244.9.0/24").rpartition(".")[0]
    host = dig(pod, "spec.hostNetwork", False)
    status["podIP"] = status["hostIP"] if host else f"{network}.{containers.hash_of(uid_of(pod)) % 250 + 2}"
    status["podIPs"] = [{"ip": status["podIP"]}]


def _initializing(container: Object) -> Object:
    return {**containers.fresh(container), "state": {"waiting": {"reason": "PodInitializing"}}}


def _init_containers(world: World, pod: Object) -> bool:
    """Init containers run one after the other; True when all are done."""
    declared = dig(pod, "spec.initContainers", [])
    if not declared:
        return True
    known = {status["name"]: status for status in dig(pod, "status.initContainerStatuses", [])}
    statuses, done = [], True
    for container in declared:
        status = known.get(container["name"]) or _initializing(container)
        if done:
            status = containers.step(Run(world, pod, container, init=True), status)
        done = done and dig(status, "state.terminated.exitCode") == 0
        statuses.append({**status, "ready": done})
    pod["status"]["initContainerStatuses"] = statuses
    return done


def _app_containers(world: World, pod: Object) -> None:
    known = {status["name"]: status for status in dig(pod, "status.containerStatuses", [])}
    pod["status"]["containerStatuses"] = [
        containers.step(Run(world, pod, container), known.get(container["name"]) or containers.fresh(container))
        for container in pod["spec"]["containers"]
    ]


def _conclude(world: World, pod: Object, initialized: bool, sandbox: bool = True) -> None:
    """Phase and conditions, from what the containers do."""
    status = pod["status"]
    statuses: list[Object] = status["containerStatuses"]
    status["phase"] = _phase(pod, statuses)
    done = status["phase"] == "Succeeded"
    unready = [s["name"] for s in statuses if not s["ready"]]
    incomplete = [s["name"] for s in status.get("initContainerStatuses", []) if not s["ready"]]
    why = {"reason": "ContainersNotReady", "message": f"containers with unready status: [{' '.join(unready)}]"}
    not_init = {
        "reason": "ContainersNotInitialized",
        "message": f"containers with incomplete status: [{' '.join(incomplete)}]",
    }
    if done:
        why = {"reason": "PodCompleted"}
    now = world.now
    set_condition(pod, "PodReadyToStartContainers", sandbox and not done, now)
    set_condition(pod, "Initialized", initialized, now, **({} if initialized else not_init))
    set_condition(pod, "Ready", not unready, now, **(why if unready else {}))
    set_condition(pod, "ContainersReady", not unready, now, **(why if unready else {}))


def _phase(pod: Object, statuses: list[Object]) -> str:
    ended = [s["state"]["terminated"] for s in statuses if "terminated" in s["state"]]
    policy = dig(pod, "spec.restartPolicy", "Always")
    if len(ended) == len(statuses) and policy != "Always":
        codes = [end["exitCode"] for end in ended]
        if not any(codes):
            return "Succeeded"
        if policy == "Never":
            return "Failed"
    begun = any("running" in s["state"] or s["lastState"] or "terminated" in s["state"] for s in statuses)
    return "Running" if begun else "Pending"
