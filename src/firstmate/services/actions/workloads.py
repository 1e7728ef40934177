"""What is done to workloads as a whole: scale, restart, and back to an earlier revision."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from firstmate.adapters.cluster import Cluster
from firstmate.digest import sha256
from firstmate.services.actions.kubernetes import (
    Live,
    Which,
    application_of,
    change,
    difference,
    listed,
    read,
    refuse_if_in_git,
)
from firstmate.services.actions.values import COUNT, NAME, UNDO, Action, ActionError, Call, Output, Plan, Tools, takes

SCALABLE: Mapping[str, Any] = {"enum": ["deployment", "statefulset"]}
KIND: Mapping[str, Any] = {"enum": ["daemonset", "deployment", "statefulset"]}
REVISION = "deployment.kubernetes.io/revision"
RESTARTED = "kubectl.kubernetes.io/restartedAt"
HASH = "pod-template-hash"
Template = Mapping[str, Any]


def which_of(call: Call) -> Which:
    return Which(call.arguments["kind"], call.arguments["name"], call.arguments["namespace"])


def named(which: Which) -> tuple[str, ...]:
    """Its name and namespace, as words of a kubectl command."""
    return (f"{which.kind}/{which.name}", "-n", which.namespace)


def is_changed(tools: Tools, call: Call) -> bool:
    return read(tools.cluster(), which_of(call)).carries(call.mark)


def template_of(live: Live) -> Template:
    found: Template = live.spec.get("template") or {}
    return found


def digest_of(template: Template) -> str:
    """What tells one template from another, short enough to be written down."""
    return sha256(msgspec.json.encode(template, order="deterministic"))


def check_template(live: Live, call: Call) -> None:
    """Raises ActionError when the pods would be others than those of the plan."""
    if digest_of(template_of(live)) != call.facts["template"]:
        raise ActionError(f"the pod template of {live.which} has changed since this was planned")


# ---- scale ---------------------------------------------------------------------------------------------------------


def _plan_scale(tools: Tools, call: Call) -> Plan:
    which, after = which_of(call), call.arguments["replicas"]
    live = read(tools.cluster(), which)
    refuse_if_in_git(tools.cluster(), which)
    line = shlex.join(["kubectl", "scale", *named(which), f"--replicas={after}"])
    return Plan((line,), {"uid": live.uid, "before": _replicas(live)}, f"{_replicas(live)} → {after} replicas")


def _scale(tools: Tools, call: Call) -> Output:
    def patch(live: Live) -> Mapping[str, Any]:
        if _replicas(live) != call.facts["before"]:
            raise ActionError(f"{live.which} has {_replicas(live)} replicas now, {call.facts['before']} when planned")
        return {"spec": {"replicas": call.arguments["replicas"]}}

    change(tools.cluster(), which_of(call), call, patch)
    return _scaled(call)


def _has_scaled(tools: Tools, call: Call) -> Output | None:
    return _scaled(call) if is_changed(tools, call) else None


def _scaled(call: Call) -> Output:
    before = call.facts["before"]
    back = {"action": "kubectl.scale", "with": {**call.arguments, "replicas": before}}
    return {"before": before, "after": call.arguments["replicas"], UNDO: back}


def _replicas(live: Live) -> int:
    return int(live.spec.get("replicas", 1))


# ---- restart -------------------------------------------------------------------------------------------------------


def _plan_restart(tools: Tools, call: Call) -> Plan:
    which = which_of(call)
    live = read(tools.cluster(), which)
    _refuse_paused(live)
    facts = {
        "uid": live.uid,
        "template": digest_of(template_of(live)),
        "revision": max(_revisions(tools.cluster(), live), default=0),
        "application": application_of(tools.cluster(), which),
    }
    return Plan((shlex.join(["kubectl", "rollout", "restart", *named(which)]),), facts)


def _restart(tools: Tools, call: Call) -> Output:
    at = datetime.fromtimestamp(tools.clock(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def patch(live: Live) -> Mapping[str, Any]:
        check_template(live, call)
        return {"spec": {"template": {"metadata": {"annotations": {RESTARTED: at}}}}}

    change(tools.cluster(), which_of(call), call, patch)
    return _restarted(call)


def _has_restarted(tools: Tools, call: Call) -> Output | None:
    return _restarted(call) if is_changed(tools, call) else None


def _restarted(call: Call) -> Output:
    """Where Git has the template, there is nothing to take back: it is the same as before."""
    revision = call.facts["revision"]
    if call.facts["application"] or not revision:
        return {"revision": revision}
    back = {"action": "kubectl.rollout-undo", "with": {**call.arguments, "revision": revision}}
    return {"revision": revision, UNDO: back}


# ---- back to an earlier revision -----------------------------------------------------------------------------------


def _plan_back(tools: Tools, call: Call) -> Plan:
    which = which_of(call)
    live = read(tools.cluster(), which)
    _refuse_paused(live)
    refuse_if_in_git(tools.cluster(), which)
    known = _revisions(tools.cluster(), live)
    present = max(known, default=0)
    wanted = call.arguments.get("revision") or max((number for number in known if number != present), default=0)
    target = _revision(which, known, wanted)
    line = shlex.join(["kubectl", "rollout", "undo", *named(which), f"--to-revision={wanted}"])
    facts = {
        "uid": live.uid,
        "template": digest_of(template_of(live)),
        "from": present,
        "to": wanted,
        "target": digest_of(target),
    }
    shows = f"revision {present} ({_images(template_of(live))}) → {wanted} ({_images(target)})"
    return Plan((line,), facts, shows)


def _go_back(tools: Tools, call: Call) -> Output:
    which = which_of(call)
    live = read(tools.cluster(), which)
    target = _revision(which, _revisions(tools.cluster(), live), call.facts["to"])
    if digest_of(target) != call.facts["target"]:
        raise ActionError(f"revision {call.facts['to']} of {which} is another one than when this was planned")

    def patch(live: Live) -> Mapping[str, Any]:
        check_template(live, call)
        return {"spec": {"template": difference(template_of(live), target)}}

    change(tools.cluster(), which, call, patch)
    return _gone_back(call)


def _has_gone_back(tools: Tools, call: Call) -> Output | None:
    return _gone_back(call) if is_changed(tools, call) else None


def _gone_back(call: Call) -> Output:
    before, after = call.facts["from"], call.facts["to"]
    back = {"action": "kubectl.rollout-undo", "with": {**call.arguments, "revision": before}}
    return {"before": before, "after": after, UNDO: back}


def _refuse_paused(live: Live) -> None:
    if live.spec.get("paused"):
        raise ActionError(f"the rollout of {live.which} is paused: resume it first")


def _revisions(cluster: Cluster, live: Live) -> dict[int, Template]:
    """Its pod templates by number; the highest is the present one."""
    kind = "replicaset" if live.which.kind == "deployment" else "controllerrevision"
    known: dict[int, Template] = {}
    for each in listed(cluster, kind, live.which.namespace):
        if any(owner.get("uid") == live.uid for owner in each.metadata.get("ownerReferences") or []):
            number, template = _replica_set(each) if kind == "replicaset" else _controller_revision(each)
            known[number] = template
    return known


def _replica_set(found: Live) -> tuple[int, Template]:
    """Its template is the Deployment's and a label."""
    template = template_of(found)
    metadata = template.get("metadata") or {}
    labels = {key: value for key, value in (metadata.get("labels") or {}).items() if key != HASH}
    number = str(found.annotations.get(REVISION, "0"))
    return int(number) if number.isdecimal() else 0, {**template, "metadata": {**metadata, "labels": labels}}


def _controller_revision(found: Live) -> tuple[int, Template]:
    """Its data is a patch that replaces the template."""
    template = ((found.body.get("data") or {}).get("spec") or {}).get("template") or {}
    kept = {key: value for key, value in template.items() if key != "$patch"}
    return int(found.body.get("revision", 0)), kept


def _revision(which: Which, known: Mapping[int, Template], number: int) -> Template:
    if number in known and number != max(known):
        return known[number]
    others = ", ".join(str(each) for each in sorted(known)[:-1]) or "none"
    raise ActionError(f"{which} has no earlier revision{f' {number}' if number else ''}; there is: {others}")


def _images(template: Template) -> str:
    containers = (template.get("spec") or {}).get("containers") or []
    return ", ".join(str(container.get("image", "")) for container in containers)


WORKLOAD = {"namespace": NAME, "name": NAME}
ACTIONS = {
    "kubectl.restart": Action(
        "make the pods of a workload anew, as its strategy lets them; taken back to the revision before",
        takes("kind namespace name", kind=KIND, **WORKLOAD),
        _restart,
        _plan_restart,
        _has_restarted,
    ),
    "kubectl.rollout-undo": Action(
        "put a workload back to an earlier revision, the last one unless a number is given; taken back likewise",
        takes("kind namespace name", kind=KIND, **WORKLOAD, revision={"type": "integer", "minimum": 1}),
        _go_back,
        _plan_back,
        _has_gone_back,
    ),
    "kubectl.scale": Action(
        "set how many replicas a workload has; taken back to as many as it had",
        takes("kind namespace name replicas", kind=SCALABLE, **WORKLOAD, replicas=COUNT),
        _scale,
        _plan_scale,
        _has_scaled,
    ),
}
