"""What is done to Argo CD's applications, through their objects: look, refresh, sync, wait, roll back, auto-sync."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from firstmate.services.actions.applications import (
    NAMESPACE,
    compared,
    differing,
    finished,
    history,
    is_asked_for,
    is_busy,
    is_settled,
    operation,
    pinned,
    told,
    waited_for,
    which_of,
)
from firstmate.services.actions.argo_ways import REFRESH, automated, is_automatic, is_begun, way
from firstmate.services.actions.kubernetes import Live
from firstmate.services.actions.values import (
    COUNT,
    FLAG,
    LEFT,
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

COMMIT: Mapping[str, Any] = {"type": "string", "pattern": r"^[0-9a-f]{7,64}$(?!\n)"}
FLAGS = {"prune": "--auto-prune", "self_heal": "--self-heal", "allow_empty": "--allow-empty"}
FIELDS = {"prune": "prune", "self_heal": "selfHeal", "allow_empty": "allowEmpty"}


def _line(tools: Tools, call: Call, verb: str, *words: str) -> str:
    which = which_of(call)
    return shlex.join(["argocd", "app", verb, f"{which.namespace}/{which.name}", *words, *way(tools).flags])


def _named(call: Call) -> dict[str, Any]:
    return {key: call.arguments[key] for key in ("app", "namespace") if key in call.arguments}


# ---- reading -------------------------------------------------------------------------------------------------------


def _list(tools: Tools, call: Call) -> Output:
    return {"applications": [told(live) for live in way(tools).apps(call.arguments.get("namespace", ""))]}


def _diff(tools: Tools, call: Call) -> Output:
    live = way(tools).app(which_of(call))
    return {**told(live), "differing": list(differing(live))}


def _wait(tools: Tools, call: Call) -> Output:
    revision = str(call.arguments.get("revision", ""))
    what = "Synced and Healthy" + (f" at {revision}" if revision else "")

    def is_well(live: Live) -> bool:
        known = told(live)
        fits = any(commit.startswith(revision) for commit in compared(live).split(","))
        is_now = is_settled(live) and REFRESH not in live.annotations
        return fits and is_now and (known["sync"], known["health"]) == ("Synced", "Healthy")

    return told(waited_for(tools, call, what, is_well))


# ---- refresh -------------------------------------------------------------------------------------------------------


def _plan_refresh(tools: Tools, call: Call) -> Plan:
    live = way(tools).app(which_of(call))
    flag = "--hard-refresh" if call.arguments.get("hard") else "--refresh"
    return Plan((_line(tools, call, "get", flag),), {"uid": live.uid})


def _refresh(tools: Tools, call: Call) -> Output:
    how = "hard" if call.arguments.get("hard") else "normal"
    way(tools).refresh(which_of(call), call, how)
    return _refreshed(tools, call)


def _has_refreshed(tools: Tools, call: Call) -> Output | None:
    return _refreshed(tools, call) if way(tools).app(which_of(call)).carries(call.mark) else None


def _refreshed(tools: Tools, call: Call) -> Output:
    return told(waited_for(tools, call, "compared with Git", lambda live: REFRESH not in live.annotations))


# ---- sync ----------------------------------------------------------------------------------------------------------


def _plan_sync(tools: Tools, call: Call) -> Plan:
    live = way(tools).app(which_of(call))
    flags = [f"--{name}" for name in ("prune", "force") if call.arguments.get(name)]
    before = history(live)
    facts = {
        "uid": live.uid,
        "revision": compared(live),
        "automatic": is_automatic(automated(live)),
        "deployed": before[-1]["id"] if before else None,
    }
    names = ", ".join(f"{each['kind']} {each['namespace']}/{each['name']}" for each in differing(live))
    return Plan(
        (_line(tools, call, "sync", *flags),), facts, f"Git at {compared(live)}; differing: {names or 'nothing'}"
    )


def _sync(tools: Tools, call: Call) -> Output:
    def patch(live: Live) -> Mapping[str, Any]:
        if compared(live) != call.facts["revision"]:
            raise ActionError(
                f"Git moved on since this was planned: {live.which} is compared with {compared(live)} now"
            )
        strategy = {"hook": {"force": True} if call.arguments.get("force") else {}}
        sync = {"prune": bool(call.arguments.get("prune")), "syncStrategy": strategy}
        return operation(live, call, {**pinned(live), **sync})

    waited_for(tools, call, "done with another operation", lambda live: not is_busy(live))
    way(tools).change(which_of(call), call, patch)
    return _synced(tools, call)


def _has_synced(tools: Tools, call: Call) -> Output | None:
    return _synced(tools, call) if is_asked_for(tools, call) else None


def _synced(tools: Tools, call: Call) -> Output:
    """Where it syncs by itself, what takes the change back is taking it back in Git."""
    output = _deployed(tools, call)
    if call.facts["automatic"]:
        output[LEFT] = [f"what {which_of(call)} deployed: it syncs by itself, and only Git takes that back"]
    elif call.facts["deployed"] is None:
        output[LEFT] = [f"what {which_of(call)} deployed: it was the first time, with nothing to go back to"]
    else:
        back = {**_named(call), "id": call.facts["deployed"]}
        output[UNDO] = {"action": "argocd.rollback", "with": back}
    return output


def _deployed(tools: Tools, call: Call) -> Output:
    result = finished(tools, call)
    deployed = result.get("syncResult") or {}
    revision = deployed.get("revision") or ",".join(deployed.get("revisions") or [])
    return {"revision": str(revision), "message": str(result.get("message", ""))}


# ---- rollback ------------------------------------------------------------------------------------------------------


def _plan_rollback(tools: Tools, call: Call) -> Plan:
    live = way(tools).app(which_of(call))
    known = history(live)
    entry = _entry(live, call.arguments.get("id", known[-2]["id"] if len(known) > 1 else None))
    policy = automated(live)
    lines = [_line(tools, call, "set", "--sync-policy", "none")] if is_automatic(policy) else []
    words = [str(entry["id"]), *(["--prune"] if call.arguments.get("prune") else [])]
    facts = {"uid": live.uid, "entry": dict(entry), "policy": policy, "deployed": known[-1]["id"]}
    shows = f"{_revision(known[-1])} → {_revision(entry)}" + ("; auto-sync is switched off first" if lines else "")
    return Plan((*lines, _line(tools, call, "rollback", *words)), facts, shows)


def _rollback(tools: Tools, call: Call) -> Output:
    """Auto-sync goes off in the very write that asks for the operation."""

    def patch(live: Live) -> Mapping[str, Any]:
        entry = call.facts["entry"]
        if _entry(live, entry["id"]) != entry or history(live)[-1]["id"] != call.facts["deployed"]:
            raise ActionError(f"{live.which} was deployed anew since this was planned")
        _check_policy(live, call)
        kept = {key: entry[key] for key in ("revision", "revisions", "source", "sources") if entry.get(key)}
        sync = {**kept, "prune": bool(call.arguments.get("prune")), "syncStrategy": {"apply": {}}}
        off = {"spec": {"syncPolicy": {"automated": None}}} if is_automatic(call.facts["policy"]) else {}
        return {**off, **operation(live, call, sync)}

    waited_for(tools, call, "done with another operation", lambda live: not is_busy(live))
    way(tools).change(which_of(call), call, patch)
    return _rolled_back(tools, call)


def _has_rolled_back(tools: Tools, call: Call) -> Output | None:
    return _rolled_back(tools, call) if is_asked_for(tools, call) else None


def _rolled_back(tools: Tools, call: Call) -> Output:
    output = {**_deployed(tools, call), "auto_sync": "was off"}
    output[UNDO] = {"action": "argocd.sync", "with": _named(call)}
    if is_automatic(call.facts["policy"]):
        output["auto_sync"] = "was switched off: `argocd.set-auto-sync` switches it on again"
        output[UNDO] = _policy_back(call)
    return output


def _entry(live: Live, number: int | None) -> Mapping[str, Any]:
    known = {int(entry["id"]): entry for entry in history(live)}
    if number is not None and number in known:
        return known[number]
    wanted = "earlier deployment" if number is None else f"deployment {number}"
    raise ActionError(f"{live.which} has no {wanted} in its history; there is: {', '.join(map(str, known)) or 'none'}")


def _revision(entry: Mapping[str, Any]) -> str:
    return str(entry.get("revision") or ",".join(entry.get("revisions") or []))


# ---- auto-sync -----------------------------------------------------------------------------------------------------


def _plan_policy(tools: Tools, call: Call) -> Plan:
    live = way(tools).app(which_of(call))
    flags = [flag for name, flag in FLAGS.items() if call.arguments.get(name)] if call.arguments["enabled"] else []
    policy = "automated" if call.arguments["enabled"] else "none"
    return Plan(
        (_line(tools, call, "set", "--sync-policy", policy, *flags),), {"uid": live.uid, "policy": automated(live)}
    )


def _set_policy(tools: Tools, call: Call) -> Output:
    def patch(live: Live) -> Mapping[str, Any]:
        _check_policy(live, call)
        if not call.arguments["enabled"]:
            return {"spec": {"syncPolicy": {"automated": None}}}
        wanted = {field: bool(call.arguments.get(name)) for name, field in FIELDS.items()}
        again = {"enabled": True} if "enabled" in (automated(live) or {}) else {}
        return {"spec": {"syncPolicy": {"automated": {**wanted, **again}}}}

    way(tools).change(which_of(call), call, patch)
    return _policy_set(call)


def _has_set_policy(tools: Tools, call: Call) -> Output | None:
    return _policy_set(call) if way(tools).app(which_of(call)).carries(call.mark) else None


def _policy_set(call: Call) -> Output:
    before = is_automatic(call.facts["policy"])
    return {"before": before, "after": call.arguments["enabled"], UNDO: _policy_back(call)}


def _policy_back(call: Call) -> Mapping[str, Any]:
    policy = call.facts["policy"] or {}
    flags = {name: True for name, field in FIELDS.items() if policy.get(field)}
    return {
        "action": "argocd.set-auto-sync",
        "with": {**_named(call), "enabled": is_automatic(call.facts["policy"]), **flags},
    }


def _check_policy(live: Live, call: Call) -> None:
    if automated(live) != call.facts["policy"] and not is_begun(live, call):
        raise ActionError(f"somebody has changed how {live.which} syncs by itself since this was planned")


APP = {"app": NAME, "namespace": {**NAME, "description": f"that of the Application; {NAMESPACE} if none is given"}}
ACTIONS = {
    "argocd.diff": Action("say which resources of an application are not as Git has them", takes("app", **APP), _diff),
    "argocd.list": Action("say how the applications are, in a namespace or in all", takes("", namespace=NAME), _list),
    "argocd.refresh": Action(
        "compare an application with Git now; `hard` without any cache",
        takes("app", **APP, hard=FLAG, within=SPAN),
        _refresh,
        _plan_refresh,
        _has_refreshed,
    ),
    "argocd.rollback": Action(
        "deploy what was deployed before, or the entry of the history of that id; auto-sync is switched off first, "
        "and on again when this is taken back",
        takes("app", **APP, id=COUNT, prune=FLAG, within=SPAN),
        _rollback,
        _plan_rollback,
        _has_rolled_back,
    ),
    "argocd.set-auto-sync": Action(
        "switch on or off whether an application syncs by itself; taken back to how it was",
        takes("app enabled", **APP, enabled=FLAG, prune=FLAG, self_heal=FLAG, allow_empty=FLAG),
        _set_policy,
        _plan_policy,
        _has_set_policy,
    ),
    "argocd.sync": Action(
        "deploy what Git says, and see it done; taken back by a rollback, or in Git where it syncs by itself",
        takes("app", **APP, prune=FLAG, force=FLAG, within=SPAN),
        _sync,
        _plan_sync,
        _has_synced,
    ),
    "argocd.wait": Action(
        "wait until an application is Synced and Healthy, of a commit if one is named",
        takes("app", **APP, revision=COMMIT, within=SPAN),
        _wait,
        waits=True,
    ),
}
