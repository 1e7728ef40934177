"""The scheduler: which node a pod fits on, and the sentence when it fits on none.

Wordings: kubernetes/pkg/scheduler/framework/plugins and framework/types.go FitError
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from firstmate.facts.quantity import amount
from firstmate.practice import events
from firstmate.practice.objects import Object, clone, dig, is_terminating, name_of, namespace_of, set_condition
from firstmate.practice.reality import PROVISIONER
from firstmate.practice.world import World

RETRY = timedelta(seconds=300)
SELECTED_NODE = "volume.kubernetes.io/selected-node"
HELPLESS = "Preemption is not helpful for scheduling"
NO_VICTIMS = "No preemption victims found for incoming pod"


def step(world: World) -> None:
    for pod in world.find("pods"):
        ours = dig(pod, "spec.schedulerName") == "default-scheduler"
        if ours and not dig(pod, "spec.nodeName") and not is_terminating(pod):
            _schedule(world, pod)


def _schedule(world: World, pod: Object) -> None:
    nodes = world.find("nodes")
    problem = _volume_problem(world, pod)
    if problem:
        _fail(world, pod, f"0/{len(nodes)} nodes are available: {problem}.", [HELPLESS] * len(nodes))
        return
    reasons = {name_of(node): _unfit(world, pod, node) for node in nodes}
    fitting = [node for node in nodes if not reasons[name_of(node)]]
    if not fitting:
        told = ", ".join(f"{count} {reason}" for reason, count in sorted(Counter(reasons.values()).items()))
        preempting = [NO_VICTIMS if reason.startswith("Insufficient") else HELPLESS for reason in reasons.values()]
        _fail(world, pod, f"0/{len(nodes)} nodes are available: {told}.", preempting)
        return
    best = max(fitting, key=lambda node: (_room(world, node), name_of(node)))
    if _volumes_ready(world, pod, best):
        _bind(world, pod, best)


def _bind(world: World, pod: Object, node: Object) -> None:
    bound = clone(pod)
    bound["spec"]["nodeName"] = name_of(node)
    set_condition(bound, "PodScheduled", True, world.now)
    told = f"Successfully assigned {namespace_of(pod)}/{name_of(pod)} to {name_of(node)}"
    events.record(world, pod, "Scheduled", told, component="default-scheduler")
    world.store.put("pods", bound)


def _fail(world: World, pod: Object, told: str, preempting: list[str]) -> None:
    helps = ", ".join(f"{count} {reason}" for reason, count in sorted(Counter(preempting).items()))
    message = f"{told} preemption: 0/{len(preempting)} nodes are available: {helps}."
    changed = clone(pod)
    set_condition(changed, "PodScheduled", False, world.now, reason="Unschedulable", message=message)
    last = events.last_seen(world, pod, "FailedScheduling")
    if changed != pod or last is None or last >= RETRY:
        events.record(world, pod, "FailedScheduling", message, component="default-scheduler", warning=True)
    world.set_status("pods", pod, changed["status"])


# ---- why a node will not do ----------------------------------------------------------------------------------------


def _unfit(world: World, pod: Object, node: Object) -> str:
    """The first reason in the order of the scheduler's plugins; "" when it fits."""
    return next((reason for check in CHECKS if (reason := check(world, pod, node))), "")


def _unschedulable(_: World, pod: Object, node: Object) -> str:
    if not dig(node, "spec.unschedulable"):
        return ""
    taint = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}
    return "" if tolerates(pod["spec"], taint) else "node(s) were unschedulable"


def _tainted(_: World, pod: Object, node: Object) -> str:
    for taint in dig(node, "spec.taints", []):
        if taint["effect"] in ("NoSchedule", "NoExecute") and not tolerates(pod["spec"], taint):
            return f"node(s) had untolerated taint {{{taint['key']}: {taint.get('value', '')}}}"
    return ""


def tolerates(spec: Object, taint: Object) -> bool:
    """Whether a pod with this spec may stand the taint."""
    return any(
        toleration.get("effect") in (taint["effect"], None, "")
        and (
            not toleration.get("key")
            or (
                toleration["key"] == taint["key"]
                and (toleration.get("operator") == "Exists" or toleration.get("value", "") == taint.get("value", ""))
            )
        )
        for toleration in spec.get("tolerations", [])
    )


def _not_selected(_: World, pod: Object, node: Object) -> str:
    return "" if selects_node(pod["spec"], node) else "node(s) didn't match Pod's node affinity/selector"


def selects_node(spec: Object, node: Object) -> bool:
    """nodeSelector and required node affinity."""
    labels = dig(node, "metadata.labels", {})
    if any(labels.get(key) != value for key, value in spec.get("nodeSelector", {}).items()):
        return False
    path = "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"
    terms = dig(spec, path)
    return terms is None or any(_term(term, node) for term in terms)


def _term(term: Object, node: Object) -> bool:
    fields, labels = {"metadata.name": name_of(node)}, dig(node, "metadata.labels", {})
    return all(_meets(e, labels) for e in term.get("matchExpressions", [])) and all(
        _meets(e, fields) for e in term.get("matchFields", [])
    )


def _meets(expression: Object, labels: dict[str, str]) -> bool:
    value, values = labels.get(expression["key"]), expression.get("values", [])
    match expression["operator"]:
        case "In":
            return value in values
        case "NotIn":
            return value not in values
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
        case operator:
            number, bound = int(value or 0), int(values[0])
            return value is not None and (number > bound if operator == "Gt" else number < bound)


def _ports_taken(world: World, pod: Object, node: Object) -> str:
    asked = _host_ports(pod)
    taken = {port for other in pods_on(world, node) for port in _host_ports(other)} if asked else set()
    return "node(s) didn't have free ports for the requested pod ports" if asked & taken else ""


def _host_ports(pod: Object) -> set[int]:
    ports = (port for container in pod["spec"]["containers"] for port in container.get("ports", []))
    return {port["hostPort"] for port in ports if port.get("hostPort")}


def _too_small(world: World, pod: Object, node: Object) -> str:
    for resource in ("cpu", "memory"):
        if request(pod, resource) > _free(world, node, resource):
            return f"Insufficient {resource}"
    return ""


def _free(world: World, node: Object, resource: str) -> float:
    used = sum(request(other, resource) for other in pods_on(world, node))
    return amount(dig(node, "status.allocatable", {}), resource) - used


def request(pod: Object, resource: str) -> float:
    """What the pod asks for: the sum of its containers, or its largest init container."""
    parts = ("containers", "initContainers")
    main, init = ([amount(dig(c, "resources.requests", {}), resource) for c in pod["spec"].get(p, [])] for p in parts)
    return max(sum(main), max(init, default=0.0))


def pods_on(world: World, node: Object) -> list[Object]:
    """The pods that take room on a node."""
    done = ("Succeeded", "Failed")
    name = name_of(node)
    return world.find("pods", where=lambda p: p["spec"].get("nodeName") == name and p["status"]["phase"] not in done)


def _volume_elsewhere(world: World, pod: Object, node: Object) -> str:
    for claim in claims_of(world, pod):
        volume = world.get("persistentvolumes", "", dig(claim, "spec.volumeName", ""))
        terms = dig(volume, "spec.nodeAffinity.required.nodeSelectorTerms")
        if terms is not None and not any(_term(term, node) for term in terms):
            return "node(s) had volume node affinity conflict"
    return ""


CHECKS: tuple[Callable[[World, Object, Object], str], ...] = (
    _unschedulable,
    _tainted,
    _not_selected,
    _ports_taken,
    _too_small,
    _volume_elsewhere,
)


def _room(world: World, node: Object) -> float:
    """The least loaded node is the best."""
    return _free(world, node, "memory") / (amount(dig(node, "status.allocatable", {}), "memory") or 1)


# ---- volumes -------------------------------------------------------------------------------------------------------


def claim_names(pod: Object) -> list[str]:
    volumes = dig(pod, "spec.volumes", [])
    return [v["persistentVolumeClaim"]["claimName"] for v in volumes if "persistentVolumeClaim" in v]


def claims_of(world: World, pod: Object) -> list[Object]:
    found = (world.get("persistentvolumeclaims", namespace_of(pod), name) for name in claim_names(pod))
    return [claim for claim in found if claim is not None]


def _volume_problem(world: World, pod: Object) -> str:
    """What is wrong with the pod's claims, whatever the node."""
    for name in claim_names(pod):
        claim = world.get("persistentvolumeclaims", namespace_of(pod), name)
        if claim is None:
            return f'persistentvolumeclaim "{name}" not found'
        if not dig(claim, "spec.volumeName") and not _binds_late(world, claim):
            return "pod has unbound immediate PersistentVolumeClaims"
    return ""


def _binds_late(world: World, claim: Object) -> bool:
    """Whether its volume is made once a node is chosen."""
    name = dig(claim, "spec.storageClassName", "")
    storage_class = world.get("storageclasses.storage.k8s.io", "", name)
    late = dig(storage_class, "volumeBindingMode") == "WaitForFirstConsumer"
    return bool(late and dig(storage_class, "provisioner") == PROVISIONER)


def _volumes_ready(world: World, pod: Object, node: Object) -> bool:
    """Claims that wait for their first consumer are told the node; the pod is bound when they are."""
    waiting = [claim for claim in claims_of(world, pod) if not dig(claim, "spec.volumeName")]
    for claim in waiting:
        chosen = clone(claim)
        chosen["metadata"].setdefault("annotations", {})[SELECTED_NODE] = name_of(node)
        world.store.put("persistentvolumeclaims", chosen)
    return not waiting
