"""A fake Argo CD, written from its documented API: nothing of Argo CD itself runs here.

It tells on each Application how Git compares with what lives, syncs when its `operation` or its `syncPolicy.automated`
asks for it, refreshes when the annotation does, and deletes what it has made with the Application where the finalizer
says so. Folders of plain manifests only: no Helm, Kustomize, hooks, projects or sync windows, and nothing is waited for
between sync waves.

Source: https://argo-cd.readthedocs.io (Application specification; automated sync policy; sync options)
"""

from __future__ import annotations

from datetime import timedelta

from firstmate.practice import gitops, syncing
from firstmate.practice.gitops import APPLICATIONS, REFRESH, Target
from firstmate.practice.objects import Object, dig, is_terminating, name_of, since, stamp
from firstmate.practice.repositories import RepositoryError
from firstmate.practice.world import World

COMPARE_SECONDS = 5
SELF_HEAL = timedelta(seconds=5)
FINALIZER = "resources-finalizer.argocd.argoproj.io"
SUCCEEDED = "successfully synced (all tasks run)"
PRUNING_ONLY = "auto-sync will wipe out all resources"
HISTORY = 10


def step(world: World) -> None:
    for app in world.find(APPLICATIONS):
        if is_terminating(app):
            _let_go(world, app)
            continue
        operated = "operation" in app
        if operated:
            app = _operate(world, app)
        asked = REFRESH in dig(app, "metadata.annotations", {})
        if operated or asked or "status" not in app or world.every(COMPARE_SECONDS, f"compare/{name_of(app)}"):
            _sync_by_itself(world, gitops.compare(world, app))


def _let_go(world: World, app: Object) -> None:
    """The finalizer: what the Application has made goes before it does."""
    finalizers = dig(app, "metadata.finalizers", [])
    held = [f for f in finalizers if f.startswith(FINALIZER)]
    made = syncing.tracked(world, app) if held else []
    for managed in made:
        if not is_terminating(managed.obj):
            world.delete(managed.resource.key, managed.obj, None, "Foreground")
    if held and not made:
        metadata = {**app["metadata"], "finalizers": [f for f in finalizers if f not in held]}
        world.replace(APPLICATIONS, {**app, "metadata": metadata})


# ---- operations ----------------------------------------------------------------------------------------------------


def _operate(world: World, app: Object) -> Object:
    """Do what `operation` asks for, and tell what came of it."""
    operation = app["operation"]
    sync = operation.get("sync")
    source = (sync or {}).get("source") or dig(app, "spec.source", {})
    state: Object = {"operation": operation, "startedAt": stamp(world.now), "finishedAt": stamp(world.now)}
    if sync is None:
        return _done(world, app, {**state, "phase": "Error", "message": "Invalid operation request"})
    try:
        found = gitops.target(world, app, source, sync.get("revision", ""))
    except RepositoryError as error:
        message = f"ComparisonError: {gitops.FAILED}{error}"
        return _done(world, app, {**state, "phase": "Error", "message": message})
    results = _sync(world, app, sync, found)
    failed = [result["message"] for result in results if result["status"] == "SyncFailed"]
    told = f"one or more objects failed to apply, reason: {', '.join(failed)}"
    state |= {"phase": "Failed" if failed else "Succeeded", "message": told if failed else SUCCEEDED}
    state["syncResult"] = {"revision": found.revision, "resources": results, "source": source}
    return _done(world, app, state)


def _sync(world: World, app: Object, sync: Object, found: Target) -> list[Object]:
    """What Git says is applied, then the rest is pruned, where that is asked for."""
    dry_run = bool(sync.get("dryRun"))
    options = [*dig(app, "spec.syncPolicy.syncOptions", []), *(sync.get("syncOptions") or [])]
    namespace = dig(app, "spec.destination.namespace", "")
    if "CreateNamespace=true" in options and namespace and not dry_run:
        _make_namespace(world, namespace)
    managed = gitops.managed(world, app, found)
    chosen = [m for m in managed if not sync.get("resources") or any(_is_named(m, r) for r in sync["resources"])]
    prune = bool(sync.get("prune"))
    return [syncing.apply(world, app, one, prune=prune, dry_run=dry_run) for one in chosen]


def _make_namespace(world: World, name: str) -> None:
    if world.get("namespaces", "", name) is None:
        world.create("namespaces", {"metadata": {"name": name}})


def _is_named(managed: syncing.Managed, entry: Object) -> bool:
    resource, obj = managed.resource, managed.obj
    same_kind = (entry.get("group", ""), entry.get("kind")) == (resource.group, resource.kind)
    place = entry.get("namespace") or dig(obj, "metadata.namespace", "")
    return same_kind and entry.get("name") == name_of(obj) and place == dig(obj, "metadata.namespace", "")


def _done(world: World, app: Object, state: Object) -> Object:
    status = {**app.get("status", {}), "operationState": state}
    sync = state["operation"].get("sync") or {}
    if state["phase"] == "Succeeded" and not sync.get("dryRun") and not sync.get("resources"):
        status["history"] = [*status.get("history", []), _entry(status, state)][-HISTORY:]
        status = gitops.without_condition(status, "SyncError")
    return world.store.put(APPLICATIONS, {**{k: v for k, v in app.items() if k != "operation"}, "status": status})


def _entry(status: Object, state: Object) -> Object:
    """What was deployed, for whoever wants to go back to it."""
    number = max((entry["id"] for entry in status.get("history", [])), default=-1) + 1
    result, by = state["syncResult"], state["operation"].get("initiatedBy", {})
    times = {"deployStartedAt": state["startedAt"], "deployedAt": state["finishedAt"]}
    return {"id": number, "revision": result["revision"], **times, "source": result["source"], "initiatedBy": by}


# ---- automated syncs -----------------------------------------------------------------------------------------------


def _sync_by_itself(world: World, app: Object) -> None:
    """Ask for a sync where the policy says so; it is done in the next round."""
    policy = dig(app, "spec.syncPolicy.automated")
    if policy is None or policy.get("enabled") is False or dig(app, "status.sync.status") != "OutOfSync":
        return
    why_not = _why_not(world, app, policy)
    if why_not:
        status = gitops.with_condition(app["status"], "SyncError", why_not, stamp(world.now))
        world.store.put(APPLICATIONS, {**app, "status": status})
    elif _is_due(world, app, policy):
        sync: Object = {"revision": dig(app, "status.sync.revision", "")}
        sync |= {"prune": True} if policy.get("prune") else {}
        operation = {"sync": sync, "initiatedBy": {"automated": True}, "retry": {"limit": 5}}
        world.store.put(APPLICATIONS, {**app, "operation": operation})


def _was_tried(app: Object) -> bool:
    state = dig(app, "status.operationState", {})
    revisions = {dig(state, "syncResult.revision"), dig(state, "operation.sync.revision")}
    return dig(app, "status.sync.revision") in revisions


def _why_not(world: World, app: Object, policy: Object) -> str:
    """Why an automated sync would do harm, or no good again; "" when neither."""
    revision, state = dig(app, "status.sync.revision", ""), dig(app, "status.operationState", {})
    if _was_tried(app) and state.get("phase") in ("Failed", "Error"):
        return f"Failed last sync attempt to {revision}: {state.get('message', '')}"
    resources = dig(app, "status.resources", [])
    empties = policy.get("prune") and not policy.get("allowEmpty") and resources
    if empties and all(entry.get("requiresPruning") for entry in resources):
        return f"Skipping sync attempt to {revision}: {PRUNING_ONLY}"
    return ""


def _is_due(world: World, app: Object, policy: Object) -> bool:
    """A commit is synced once, and again only by self-heal; what only pruning would change is not tried without it."""
    out = [entry for entry in dig(app, "status.resources", []) if entry["status"] == "OutOfSync"]
    if not policy.get("prune") and all(entry.get("requiresPruning") for entry in out):
        return False
    if not _was_tried(app):
        return True
    finished = dig(app, "status.operationState.finishedAt")
    return bool(policy.get("selfHeal")) and since(finished, world.now) >= SELF_HEAL
