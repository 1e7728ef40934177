"""What the fake Argo CD finds in Git for an Application, and how that compares with what lives."""

from __future__ import annotations

from typing import NamedTuple

from firstmate.practice import health, manifests, syncing
from firstmate.practice.objects import Object, dig, name_of, stamp
from firstmate.practice.repositories import RepositoryError, is_local
from firstmate.practice.syncing import Managed
from firstmate.practice.world import World

APPLICATIONS = "applications.argoproj.io"
SITE_REVISION = "8d2f0c6e4b1a97d35c0e6f2b84a1d97c3e5f6a10"
"""Where the repository of the practice site stands, which is no real one."""
REFRESH = "argocd.argoproj.io/refresh"
FAILED = "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = "


class Target(NamedTuple):
    """The objects that Git has for an Application, at a commit."""

    revision: str
    objects: list[Object]


def target(world: World, app: Object, source: Object, revision: str = "") -> Target:
    """What a source of the Application says, at another revision than its own where one is named.

    Raises RepositoryError.
    """
    url, path = source.get("repoURL", ""), source.get("path", "")
    site = world.reality.git.get(name_of(app))
    if site is not None and not is_local(url):
        return Target(SITE_REVISION, list(site))
    checkout = world.reality.repositories.read(url, revision or source.get("targetRevision", ""), path)
    recurse = bool(dig(source, "directory.recurse", False))
    return Target(checkout.revision, manifests.read(checkout.files, recurse=recurse))


def managed(world: World, app: Object, found: Target) -> list[Managed]:
    """Everything that the Application is about."""
    namespace = dig(app, "spec.destination.namespace", "default")
    resources = [(syncing.resource_of(world, obj), obj) for obj in found.objects]
    return syncing.pair(world, app, [(r, manifests.placed(obj, r, namespace)) for r, obj in resources])


# ---- status --------------------------------------------------------------------------------------------------------


def compare(world: World, app: Object) -> Object:
    """The Application with what a comparison tells of it; a refresh that was asked for is done with that."""
    try:
        status = _compared(world, app, target(world, app, dig(app, "spec.source", {})))
    except RepositoryError as error:
        status = with_condition(_unknown(app), "ComparisonError", f"{FAILED}{error}", stamp(world.now))
    if status != app.get("status") or dig(status, "operationState.finishedAt", "") > status.get("reconciledAt", ""):
        status["reconciledAt"] = stamp(world.now)
    metadata = dict(app["metadata"])
    if REFRESH in metadata.get("annotations", {}):
        metadata["annotations"] = {k: v for k, v in metadata["annotations"].items() if k != REFRESH}
    return world.store.put(APPLICATIONS, {**app, "metadata": metadata, "status": status})


def _compared(world: World, app: Object, found: Target) -> Object:
    about = managed(world, app, found)
    resources = [syncing.told(app, one) for one in about]
    images = sorted({image for one in about if one.live for image in _images(one.live)})
    in_sync = all(entry["status"] == "Synced" for entry in resources)
    status = {
        **without_condition(app.get("status", {}), "ComparisonError"),
        "sync": _sync(app, "Synced" if in_sync else "OutOfSync", found.revision),
        "health": {"status": health.worst([entry["health"]["status"] for entry in resources if "health" in entry])},
        "resources": resources,
        "sourceType": "Directory",
        "summary": {"images": images} if images else {},
    }
    return without_condition(status, "SyncError") if in_sync else status


def _images(obj: Object) -> list[str]:
    """Of the containers of a pod, or of a template of pods."""
    containers = dig(obj, "spec.template.spec.containers") or dig(obj, "spec.containers", [])
    return [container["image"] for container in containers if "image" in container]


def _unknown(app: Object) -> Object:
    status = {**app.get("status", {}), "sync": _sync(app, "Unknown", ""), "health": {"status": "Unknown"}}
    return {key: value for key, value in status.items() if key != "resources"}


def _sync(app: Object, status: str, revision: str) -> Object:
    compared = {"source": dig(app, "spec.source", {}), "destination": dig(app, "spec.destination", {})}
    return {"status": status, "comparedTo": compared, **({"revision": revision} if revision else {})}


def with_condition(status: Object, kind: str, message: str, now: str) -> Object:
    """An Application's conditions are errors: each is there or not."""
    old: Object = next((c for c in status.get("conditions", []) if c["type"] == kind), {})
    moved = old["lastTransitionTime"] if old.get("message") == message else now
    new = {"type": kind, "message": message, "lastTransitionTime": moved}
    return {**status, "conditions": [*without_condition(status, kind).get("conditions", []), new]}


def without_condition(status: Object, kind: str) -> Object:
    left = [c for c in status.get("conditions", []) if c["type"] != kind]
    bare = {key: value for key, value in status.items() if key != "conditions"}
    return {**bare, "conditions": left} if left else bare
