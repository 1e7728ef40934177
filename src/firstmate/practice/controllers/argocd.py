"""Argo CD: compares what is in Git with what lives, tells it on the Application, and syncs when it is asked to.

It is asked as `argocd app sync --core` does it: by an `operation` on the Application.
"""

from __future__ import annotations

from typing import Any

from firstmate.practice import health
from firstmate.practice.defaults import with_defaults
from firstmate.practice.kinds import BY_KIND, Resource
from firstmate.practice.objects import Object, clone, dig, name_of, namespace_of, stamp
from firstmate.practice.patches import strategic_patch
from firstmate.practice.types import type_of
from firstmate.practice.world import World

APPLICATIONS = "applications.argoproj.io"
REVISION = "8d2f0c6e4b1a97d35c0e6f2b84a1d97c3e5f6a10"
REFRESH = "argocd.argoproj.io/refresh"
TRACKING = "argocd.argoproj.io/tracking-id"
COMPARE_SECONDS = 5


def step(world: World) -> None:
    for app in world.find(APPLICATIONS):
        manifests = world.reality.git.get(name_of(app))
        if manifests is None:
            continue
        if "operation" in app:
            app = _run(world, app, manifests)
        asked = REFRESH in dig(app, "metadata.annotations", {})
        if asked or world.every(COMPARE_SECONDS, f"compare/{name_of(app)}") or _is_stale(app):
            _compare(world, app, manifests)


def _is_stale(app: Object) -> bool:
    return "status" not in app or dig(app, "status.operationState.phase") == "Running"


def resource_of(manifest: Object) -> Resource:
    return BY_KIND[manifest["apiVersion"], manifest["kind"]]


def live(world: World, manifest: Object) -> Object | None:
    return world.get(resource_of(manifest).key, namespace_of(manifest), name_of(manifest))


# ---- comparing -----------------------------------------------------------------------------------------------------


def _compare(world: World, app: Object, manifests: tuple[Object, ...]) -> None:
    resources = [_told(world, manifest) for manifest in manifests]
    worst = health.worst([r["health"]["status"] for r in resources if "health" in r])
    in_sync = all(r["status"] == "Synced" for r in resources)
    source = {"source": dig(app, "spec.source", {}), "destination": dig(app, "spec.destination", {})}
    status = {
        **app.get("status", {}),
        "sync": {"status": "Synced" if in_sync else "OutOfSync", "revision": REVISION, "comparedTo": source},
        "health": {"status": worst},
        "resources": resources,
    }
    if status != app.get("status"):
        status["reconciledAt"] = stamp(world.now)
    annotations = {k: v for k, v in dig(app, "metadata.annotations", {}).items() if k != REFRESH}
    metadata = {**app["metadata"], "annotations": annotations} if "annotations" in app["metadata"] else app["metadata"]
    world.store.put(APPLICATIONS, {**app, "metadata": metadata, "status": status})


def _told(world: World, manifest: Object) -> Object:
    resource, obj = resource_of(manifest), live(world, manifest)
    entry: Object = {"version": resource.version, "kind": resource.kind, "name": name_of(manifest)}
    entry |= {"group": resource.group} if resource.group else {}
    entry |= {"namespace": namespace_of(manifest)} if resource.namespaced else {}
    entry["status"] = "Synced" if obj is not None and contains(obj, manifest) else "OutOfSync"
    judged = health.of(obj)
    return {**entry, **({"health": judged} if judged else {})}


def contains(obj: Any, wanted: Any) -> bool:
    """Whether everything that the manifest says is so: what it does not mention may be anything."""
    if isinstance(wanted, dict):
        return isinstance(obj, dict) and all(contains(obj.get(key), value) for key, value in wanted.items())
    if isinstance(wanted, list):
        same_length = isinstance(obj, list) and len(obj) == len(wanted)
        return same_length and all(contains(have, want) for have, want in zip(obj, wanted, strict=True))
    return bool(obj == wanted)


# ---- syncing -------------------------------------------------------------------------------------------------------


def _run(world: World, app: Object, manifests: tuple[Object, ...]) -> Object:
    operation = app["operation"]
    started = stamp(world.now)
    results = [_apply(world, app, manifest) for manifest in manifests]
    state = {
        "operation": operation,
        "phase": "Succeeded",
        "message": "successfully synced (all tasks run)",
        "startedAt": started,
        "finishedAt": started,
        "syncResult": {"revision": REVISION, "resources": results, "source": dig(app, "spec.source", {})},
    }
    history = dig(app, "status.history", [])
    entry = {"id": len(history), "revision": REVISION, "deployedAt": started, "source": dig(app, "spec.source", {})}
    status = {**app.get("status", {}), "operationState": state, "history": [*history, entry]}
    return world.store.put(APPLICATIONS, {**{k: v for k, v in app.items() if k != "operation"}, "status": status})


def _apply(world: World, app: Object, manifest: Object) -> Object:
    resource, obj = resource_of(manifest), live(world, manifest)
    group = f"{resource.group}/{resource.kind}:" if resource.group else f"/{resource.kind}:"
    wanted = clone(manifest)
    tracking = f"{name_of(app)}:{group}{namespace_of(manifest)}/{name_of(manifest)}"
    wanted["metadata"].setdefault("annotations", {})[TRACKING] = tracking
    if obj is None:
        world.create(resource.key, wanted)
        told = "created"
    else:
        changed = world.replace(
            resource.key, with_defaults(resource.key, strategic_patch(obj, wanted, type_of(resource)))
        )
        told = "unchanged" if changed is obj else "configured"
    message = f"{resource.singular}.{resource.group}/{name_of(manifest)} {told}".replace("./", "/")
    place = {"group": resource.group, "version": resource.version, "kind": resource.kind}
    named = {"namespace": namespace_of(manifest), "name": name_of(manifest)}
    return {**place, **named, "status": "Synced", "message": message, "hookPhase": "Running", "syncPhase": "Sync"}
