"""What is done to pods and jobs: one pod that is made again, and what has ended and is only in the way."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from firstmate.services.actions.kubernetes import Live, Which, application_of, delete, is_there, listed, read
from firstmate.services.actions.values import FLAG, NAME, SPAN, Action, ActionError, Call, Output, Plan, Tools, takes
from firstmate.workflow.parse import seconds

MOST = 100
"""Objects that are cleared at once; what is left is cleared the next time."""
TOGETHER = 3
"""Objects in one command: of so many the guard looks after each."""


# ---- one pod -------------------------------------------------------------------------------------------------------


def _which(call: Call) -> Which:
    return Which("pod", call.arguments["name"], call.arguments["namespace"])


def _plan_delete(tools: Tools, call: Call) -> Plan:
    which = _which(call)
    live = read(tools.cluster(), which)
    if not live.controller:
        raise ActionError(f"{which} is a bare pod: nothing makes it again")
    if live.controller.startswith("Node "):
        raise ActionError(f"{which} is a static pod of its node: deleting it changes nothing there")
    line = shlex.join(["kubectl", "delete", "pod", which.name, "-n", which.namespace])
    return Plan((line,), {"uid": live.uid, "controller": live.controller}, f"{live.controller} makes it again")


def _delete(tools: Tools, call: Call) -> Output:
    which = _which(call)
    if not delete(tools.cluster(), which, call.facts["uid"]):
        raise ActionError(f"{which} is gone, or was made anew, since this was planned")
    return _deleted(call)


def _has_deleted(tools: Tools, call: Call) -> Output | None:
    return None if is_there(tools.cluster(), _which(call), call.facts["uid"]) else _deleted(call)


def _deleted(call: Call) -> Output:
    return {"deleted": call.arguments["name"], "controller": call.facts["controller"]}


# ---- what has ended ------------------------------------------------------------------------------------------------

Choice = Callable[[Tools, Call], Iterator[Live]]


def _plan_clearing(kind: str, choose: Choice) -> Callable[[Tools, Call], Plan]:
    def plan(tools: Tools, call: Call) -> Plan:
        chosen = list(choose(tools, call))
        items = [{"name": each.which.name, "uid": each.uid} for each in chosen[:MOST]]
        words = ["-n", call.arguments["namespace"]]
        names = [item["name"] for item in items]
        groups = (names[start : start + TOGETHER] for start in range(0, len(names), TOGETHER))
        lines = (shlex.join(["kubectl", "delete", kind, *group, *words]) for group in groups)
        more = f", {len(chosen) - MOST} more are left for the next time" if len(chosen) > MOST else ""
        return Plan(tuple(lines), {"items": items}, f"{len(items)} of kind {kind}{more}")

    return plan


def _cleared(call: Call) -> Output:
    return {"cleared": [item["name"] for item in call.facts["items"]]}


def _clearing(kind: str) -> Callable[[Tools, Call], Output]:
    def clear(tools: Tools, call: Call) -> Output:
        for which, uid in _items(kind, call):
            delete(tools.cluster(), which, uid)
        return _cleared(call)

    return clear


def _looking(kind: str) -> Callable[[Tools, Call], Output | None]:
    def has_cleared(tools: Tools, call: Call) -> Output | None:
        left = (is_there(tools.cluster(), which, uid) for which, uid in _items(kind, call))
        return None if any(left) else _cleared(call)

    return has_cleared


def _items(kind: str, call: Call) -> list[tuple[Which, str]]:
    namespace = call.arguments["namespace"]
    return [(Which(kind, item["name"], namespace), item["uid"]) for item in call.facts["items"]]


def _ended_jobs(tools: Tools, call: Call) -> Iterator[Live]:
    """Complete ones, failed ones when it is said so; not those that Argo CD would make again, and run again."""
    ends: Sequence[str] = ("Complete", "Failed") if call.arguments.get("failed") else ("Complete",)
    oldest = tools.clock() - seconds(call.arguments.get("older_than", "0s"))
    for job in listed(tools.cluster(), "job", call.arguments["namespace"]):
        ended = _ended(job, ends)
        if ended is None or ended > oldest or job.is_going:
            continue
        if not application_of(tools.cluster(), job.which):
            yield job


def _ended(job: Live, ends: Sequence[str]) -> float | None:
    """When it ended in one of these ways, in seconds since 1970; None: it did not."""
    for condition in job.status.get("conditions") or []:
        if condition.get("type") in ends and condition.get("status") == "True":
            at = condition.get("lastTransitionTime") or job.status.get("completionTime")
            return datetime.fromisoformat(str(at)).timestamp() if at else 0.0
    return None


def _ended_pods(tools: Tools, call: Call) -> Iterator[Live]:
    """Evicted, failed or done. Not those of jobs, whose logs go with the job; not a bare pod that has failed."""
    for pod in listed(tools.cluster(), "pod", call.arguments["namespace"]):
        phase = pod.status.get("phase")
        if pod.is_going or phase not in ("Failed", "Succeeded") or pod.controller.startswith(("Job ", "Node ")):
            continue
        if pod.controller or phase == "Succeeded":
            yield pod


def _clear(kind: str, says: str, choose: Choice, **more: Any) -> Action:
    schema = takes("namespace", namespace=NAME, **more)
    return Action(says, schema, _clearing(kind), _plan_clearing(kind, choose), _looking(kind))


ACTIONS = {
    "kubectl.clear-jobs": _clear(
        "job",
        "delete the jobs of a namespace that are complete (`failed`: those too), with their pods; not to be taken back",
        _ended_jobs,
        older_than=SPAN,
        failed=FLAG,
    ),
    "kubectl.clear-pods": _clear(
        "pod", "delete the pods of a namespace that were evicted, failed or are done; not to be taken back", _ended_pods
    ),
    "kubectl.delete-pod": Action(
        "delete a pod that its controller makes again; not to be taken back",
        takes("namespace name", namespace=NAME, name=NAME),
        _delete,
        _plan_delete,
        _has_deleted,
    ),
}
