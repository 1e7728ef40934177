"""What is done to workloads: restart, scale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from firstmate.services.actions.kubernetes import Live, Which, change, read
from firstmate.services.actions.values import COUNT, NAME, UNDO, Action, ActionError, Call, Output, Plan, Tools, takes

SCALABLE: Mapping[str, Any] = {"enum": ["deployment", "statefulset"]}


def _which(call: Call) -> Which:
    return Which(call.arguments["kind"], call.arguments["name"], call.arguments["namespace"])


def _is_changed(tools: Tools, call: Call) -> bool:
    return read(tools.cluster(), _which(call)).carries(call.mark)


# ---- scale ---------------------------------------------------------------------------------------------------------


def _plan_scale(tools: Tools, call: Call) -> Plan:
    which, after = _which(call), call.arguments["replicas"]
    live = read(tools.cluster(), which)
    line = f"kubectl scale {which.kind}/{which.name} -n {which.namespace} --replicas={after}"
    return Plan((line,), {"uid": live.uid, "before": _replicas(live)}, f"{_replicas(live)} → {after} replicas")


def _scale(tools: Tools, call: Call) -> Output:
    def patch(live: Live) -> Mapping[str, Any]:
        if _replicas(live) != call.facts["before"]:
            raise ActionError(f"{live.which} has {_replicas(live)} replicas now, {call.facts['before']} when planned")
        return {"spec": {"replicas": call.arguments["replicas"]}}

    change(tools.cluster(), _which(call), call, patch)
    return _scaled(call)


def _has_scaled(tools: Tools, call: Call) -> Output | None:
    return _scaled(call) if _is_changed(tools, call) else None


def _scaled(call: Call) -> Output:
    before = call.facts["before"]
    back = {"action": "kubectl.scale", "with": {**call.arguments, "replicas": before}}
    return {"before": before, "after": call.arguments["replicas"], UNDO: back}


def _replicas(live: Live) -> int:
    return int(live.spec.get("replicas", 1))


ACTIONS = {
    "kubectl.scale": Action(
        "set how many replicas a workload has; taken back to as many as it had",
        takes("kind namespace name replicas", kind=SCALABLE, namespace=NAME, name=NAME, replicas=COUNT),
        _scale,
        _plan_scale,
        _has_scaled,
    )
}
