"""What is done to nodes: keep new pods off, let them on again, and move every pod away as its budgets allow."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from firstmate.adapters.cluster import Cluster, ReadError
from firstmate.services.actions.kubernetes import (
    CONFLICT,
    NOT_FOUND,
    PAUSE,
    TOO_MANY,
    Live,
    Which,
    change,
    listed,
    patiently,
    read,
    refused,
)
from firstmate.services.actions.values import (
    FLAG,
    NAME,
    SPAN,
    UNDO,
    Action,
    ActionError,
    Call,
    Output,
    Plan,
    Tools,
    takes,
)
from firstmate.workflow.parse import seconds

MIRROR = "kubernetes.io/config.mirror"
WITHIN = "15m"
SHOWN = 3


def _which(call: Call) -> Which:
    return Which("node", call.arguments["name"])


def _is_cordoned(node: Live) -> bool:
    return bool(node.spec.get("unschedulable"))


# ---- cordon, uncordon ----------------------------------------------------------------------------------------------


def _plan_marking(verb: str) -> Callable[[Tools, Call], Plan]:
    def plan(tools: Tools, call: Call) -> Plan:
        node = read(tools.cluster(), _which(call))
        facts = {"uid": node.uid, "cordoned": _is_cordoned(node)}
        return Plan((shlex.join(["kubectl", verb, node.which.name]),), facts)

    return plan


def _marking(verb: str) -> Callable[[Tools, Call], Output]:
    def mark(tools: Tools, call: Call) -> Output:
        change(tools.cluster(), _which(call), call, lambda node: _marked(node, call, verb == "cordon"))
        return _output(verb, call)

    return mark


def _looking(verb: str) -> Callable[[Tools, Call], Output | None]:
    def has_marked(tools: Tools, call: Call) -> Output | None:
        return _output(verb, call) if read(tools.cluster(), _which(call)).carries(call.mark) else None

    return has_marked


def _marked(node: Live, call: Call, cordoned: bool) -> Mapping[str, Any]:
    """The patch. Raises ActionError when somebody else has cordoned or uncordoned it since."""
    if _is_cordoned(node) != call.facts["cordoned"] and not node.carries(call.mark):
        raise ActionError(f"{node.which} was {'un' if call.facts['cordoned'] else ''}cordoned since this was planned")
    return {"spec": {"unschedulable": True if cordoned else None}}


def _output(verb: str, call: Call) -> Output:
    """With what takes it back, if it changed anything."""
    before = call.facts["cordoned"]
    output: Output = {"node": call.arguments["name"], "cordoned_before": before}
    if before == (verb == "uncordon"):
        back = "kubectl.uncordon" if verb == "cordon" else "kubectl.cordon"
        output[UNDO] = {"action": back, "with": {"name": call.arguments["name"]}}
    return output


# ---- drain ---------------------------------------------------------------------------------------------------------


def _plan_drain(tools: Tools, call: Call) -> Plan:
    node = read(tools.cluster(), _which(call))
    pods = _moved(tools.cluster(), call)
    names = [f"{pod.which.namespace}/{pod.which.name}" for pod in pods]
    flags = ["--ignore-daemonsets", f"--timeout={_within(call)}"]
    flags += ["--delete-emptydir-data"] if call.arguments.get("delete_emptydir_data") else []
    flags += ["--force"] if call.arguments.get("force") else []
    line = shlex.join(["kubectl", "drain", node.which.name, *flags])
    facts = {"uid": node.uid, "cordoned": _is_cordoned(node), "pods": names}
    return Plan((line,), facts, f"{len(pods)} pods: {', '.join(names) or 'none'}")


def _drain(tools: Tools, call: Call) -> Output:
    """Evictions go by the uid of the pod: to ask for one again does nothing more."""
    cluster, ends = tools.cluster(), tools.clock() + seconds(_within(call))
    change(cluster, _which(call), call, lambda node: _marked(node, call, cordoned=True))
    try:
        _empty(tools, call, ends)
    except ActionError as error:
        raise ActionError(f"{error}; it stays cordoned: drain it again, or `kubectl.uncordon` it") from error
    return _drained(call)


def _empty(tools: Tools, call: Call, ends: float) -> None:
    cluster = tools.cluster()
    version = _eviction_version(cluster)
    while left := patiently(tools, ends, lambda: _moved(cluster, call)):
        waits = [why for pod in left if not pod.is_going and (why := _evicted(cluster, pod, version))]
        if tools.clock() >= ends:
            raise ActionError(_unfinished(call, left, waits))
        tools.sleep(PAUSE)


def _has_drained(tools: Tools, call: Call) -> Output | None:
    """None as long as a pod is left: the rest is evicted then."""
    node = read(tools.cluster(), _which(call))
    is_done = node.carries(call.mark) and not _moved(tools.cluster(), call)
    return _drained(call) if is_done else None


def _drained(call: Call) -> Output:
    return {**_output("cordon", call), "moved": call.facts["pods"]}


def _within(call: Call) -> str:
    return str(call.arguments.get("within", WITHIN))


def _moved(cluster: Cluster, call: Call) -> list[Live]:
    """The pods that have to go from the node. Raises ActionError for those that may not be lost."""
    on_node = listed(cluster, "pod", fieldSelector=f"spec.nodeName={call.arguments['name']}")
    staying = (MIRROR, "DaemonSet ")
    pods = [pod for pod in on_node if staying[0] not in pod.annotations and not pod.controller.startswith(staying[1])]
    losses = [loss for pod in pods for loss in _losses(pod, call)]
    if losses:
        more = f", and {len(losses) - SHOWN} more" if len(losses) > SHOWN else ""
        raise ActionError(f"{_which(call)} is not drained: {'; '.join(losses[:SHOWN])}{more}")
    return pods


def _losses(pod: Live, call: Call) -> Iterator[str]:
    """What is lost with a pod that does its work."""
    if pod.status.get("phase") in ("Succeeded", "Failed") or pod.is_going:
        return
    if not pod.controller and not call.arguments.get("force"):
        yield f"{pod.which} is a bare pod: nothing makes it again (`force`)"
    volumes = pod.spec.get("volumes") or []
    if any("emptyDir" in volume for volume in volumes) and not call.arguments.get("delete_emptydir_data"):
        yield f"{pod.which} has data in an emptyDir (`delete_emptydir_data`)"


def _evicted(cluster: Cluster, pod: Live, version: str) -> str:
    """Why it could not be evicted now; empty: it goes. Raises ActionError when it never can be."""
    body = {
        "apiVersion": version,
        "kind": "Eviction",
        "metadata": {"name": pod.which.name, "namespace": pod.which.namespace},
        "deleteOptions": {"preconditions": {"uid": pod.uid}},
    }
    try:
        cluster.send("POST", f"{pod.which.path}/eviction", body)
    except ReadError as error:
        if error.status in (NOT_FOUND, CONFLICT):
            return ""
        if error.status not in (TOO_MANY, 0):
            raise refused(pod.which, "evicted", error) from error
        return f"{pod.which}: {_budget(error.body) or error.missing.detail}"
    return ""


def _budget(refusal: bytes) -> str:
    """Which budget does not let it go: the API server names it among the causes."""
    try:
        causes = msgspec.json.decode(refusal)["details"]["causes"]
        return "; ".join(str(cause["message"]) for cause in causes)
    except (msgspec.DecodeError, KeyError, TypeError):
        return ""


def _eviction_version(cluster: Cluster) -> str:
    """`policy/v1`, or what a server before 1.22 has."""
    try:
        resources = msgspec.json.decode(cluster.get("/api/v1"))["resources"]
    except (ReadError, msgspec.DecodeError, KeyError, TypeError) as error:
        raise ActionError(f"whether pods can be evicted cannot be told: {error}") from error
    found: Mapping[str, Any] = next((each for each in resources if each.get("name") == "pods/eviction"), {})
    return f"{found.get('group') or 'policy'}/{found.get('version') or 'v1'}"


def _unfinished(call: Call, left: list[Live], waits: list[str]) -> str:
    which = ", ".join(str(pod.which) for pod in left[:SHOWN])
    why = f": {'; '.join(waits[:SHOWN])}" if waits else ""
    return f"{len(left)} pods are still on {_which(call)} after {_within(call)} ({which}){why}"


ACTIONS = {
    "kubectl.cordon": Action(
        "keep new pods off a node; taken back by letting them on",
        takes("name", name=NAME),
        _marking("cordon"),
        _plan_marking("cordon"),
        _looking("cordon"),
    ),
    "kubectl.drain": Action(
        "move every pod off a node, as its budgets for disruptions allow; taken back by letting pods on again",
        takes("name", name=NAME, within=SPAN, force=FLAG, delete_emptydir_data=FLAG),
        _drain,
        _plan_drain,
        _has_drained,
    ),
    "kubectl.uncordon": Action(
        "let new pods on a node; taken back by keeping them off",
        takes("name", name=NAME),
        _marking("uncordon"),
        _plan_marking("uncordon"),
        _looking("uncordon"),
    ),
}
