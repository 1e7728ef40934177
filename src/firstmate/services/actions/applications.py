"""An Argo CD Application as its object tells it, and the operations that are asked for by that object.

They are asked for as `argocd --core` does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from firstmate.services.actions.argo_ways import automated, is_automatic, way
from firstmate.services.actions.kubernetes import PAUSE, Live, Which, patiently
from firstmate.services.actions.values import MARK, ActionError, Call, Tools
from firstmate.workflow.parse import seconds

NAMESPACE = "argocd"
WITHIN = "5m"
OURS = "firstmate"
"""Who is said to have asked for an operation."""
RUNNING = ("Running", "Terminating")
FAILED = ("Failed", "Error")


def which_of(call: Call) -> Which:
    return Which("application", call.arguments["app"], call.arguments.get("namespace", NAMESPACE))


def within(call: Call) -> str:
    return str(call.arguments.get("within", WITHIN))


def waited_for(tools: Tools, call: Call, what: str, is_so: Callable[[Live], bool]) -> Live:
    """The application, once it is so. Raises ActionError when that takes too long."""
    ends = tools.clock() + seconds(within(call))
    while not is_so(live := patiently(tools, ends, lambda: way(tools).app(which_of(call)))):
        if tools.clock() >= ends:
            raise ActionError(f"{live.which} is not {what} within {within(call)}: {state_of(live)}")
        tools.sleep(PAUSE)
    return live


# ---- what it tells -------------------------------------------------------------------------------------------------


def told(live: Live) -> dict[str, Any]:
    """What people want to know of it."""
    sync, health = live.status.get("sync") or {}, live.status.get("health") or {}
    return {
        "app": live.which.name,
        "namespace": live.which.namespace,
        "sync": str(sync.get("status", "Unknown")),
        "health": str(health.get("status", "Unknown")),
        "revision": compared(live),
        "auto_sync": is_automatic(automated(live)),
    }


def state_of(live: Live) -> str:
    """In one line, with what went wrong last."""
    known, operation = told(live), live.status.get("operationState") or {}
    words = f"{known['sync']} and {known['health']}"
    failed = operation.get("phase") in FAILED
    conditions = [str(each.get("message", "")) for each in live.status.get("conditions") or []]
    more = [str(operation.get("message", ""))] if failed else []
    return "; ".join([words, *more, *conditions[:2]])[:500]


def compared(live: Live) -> str:
    """The commit that it was compared with; of several sources, all of them."""
    sync = live.status.get("sync") or {}
    return str(sync.get("revision") or ",".join(sync.get("revisions") or []))


def pinned(live: Live) -> Mapping[str, Any]:
    """What a sync deploys: the commit that was looked at, not one that has come since."""
    sync = live.status.get("sync") or {}
    return {key: sync[key] for key in ("revision", "revisions") if sync.get(key)}


def is_busy(live: Live) -> bool:
    return "operation" in live.body or (live.status.get("operationState") or {}).get("phase") in RUNNING


def is_settled(live: Live) -> bool:
    """Whether what it tells is of the time after its last operation: before, it may be called healthy from habit."""
    finished_at = (live.status.get("operationState") or {}).get("finishedAt") or ""
    return not is_busy(live) and str(live.status.get("reconciledAt", "")) >= str(finished_at)


def differing(live: Live) -> Iterator[Mapping[str, Any]]:
    """The resources that are not as Git has them."""
    for resource in live.status.get("resources") or []:
        if resource.get("status") not in (None, "Synced"):
            named = {key: str(resource.get(key, "")) for key in ("kind", "namespace", "name", "status")}
            yield {**named, "to_be_deleted": bool(resource.get("requiresPruning"))}


def history(live: Live) -> list[Mapping[str, Any]]:
    """What has been deployed, the oldest first."""
    return sorted(live.status.get("history") or [], key=lambda entry: int(entry["id"]))


# ---- operations ----------------------------------------------------------------------------------------------------


def operation(live: Live, call: Call, sync: Mapping[str, Any]) -> Mapping[str, Any]:
    """A patch that asks for it, with the options that the application has for its syncs, and with our mark.

    Raises ActionError while another one is under way.
    """
    if is_busy(live):
        raise ActionError(f"another operation is under way on {live.which}: wait for it")
    policy = live.spec.get("syncPolicy") or {}
    options = {"syncOptions": policy["syncOptions"]} if policy.get("syncOptions") else {}
    retry = {"retry": policy["retry"]} if policy.get("retry") else {}
    info = [{"name": MARK, "value": call.mark}]
    return {"operation": {"initiatedBy": {"username": OURS}, "info": info, "sync": {**sync, **options}, **retry}}


def is_asked_for(tools: Tools, call: Call) -> bool:
    """Whether the operation of this call was asked for, whatever became of it."""
    live = way(tools).app(which_of(call))
    return live.carries(call.mark) or _is_of(live.body.get("operation"), call) or _result(live, call) is not None


def finished(tools: Tools, call: Call) -> Mapping[str, Any]:
    """What became of the operation of this call. Raises ActionError when it failed, or nobody can say."""
    live = waited_for(tools, call, "done with it", lambda live: not is_busy(live))
    result = _result(live, call)
    if result is None:
        raise ActionError(f"another operation has come after ours on {live.which}: {state_of(live)}")
    if result.get("phase") != "Succeeded":
        raise ActionError(f"{live.which}: {str(result.get('phase')).lower()}: {result.get('message', '')}"[:1000])
    return result


def _result(live: Live, call: Call) -> Mapping[str, Any] | None:
    state: Mapping[str, Any] = live.status.get("operationState") or {}
    return state if _is_of(state.get("operation"), call) else None


def _is_of(asked: Mapping[str, Any] | None, call: Call) -> bool:
    info = (asked or {}).get("info") or []
    return any(each.get("name") == MARK and each.get("value") == call.mark for each in info)
