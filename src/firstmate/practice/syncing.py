"""What a sync of the fake Argo CD does to objects: compare them with Git, apply what is said there, prune the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from firstmate.practice import applying, health, managers, schema
from firstmate.practice.defaults import with_defaults
from firstmate.practice.fieldsets import fields_of, merge
from firstmate.practice.kinds import BY_KIND, Resource
from firstmate.practice.objects import Object, dig, is_terminating, name_of, namespace_of
from firstmate.practice.refusals import ApiError
from firstmate.practice.request import Request
from firstmate.practice.routes import Route
from firstmate.practice.types import type_of
from firstmate.practice.world import World

MANAGER = "argocd-controller"
TRACKING = "argocd.argoproj.io/tracking-id"
UNKNOWN = (
    "The Kubernetes API could not find {group}/{kind} for requested resource {name}. "
    'Make sure the "{kind}" CRD is installed on the destination cluster.'
)


class Managed(NamedTuple):
    """An object that an Application is about: as Git has it, and as it lives. Either may be None."""

    resource: Resource
    wanted: Object | None
    live: Object | None

    @property
    def obj(self) -> Object:
        found = self.wanted or self.live
        assert found is not None, "it is in Git, or it lives"
        return found

    @property
    def place(self) -> tuple[str, str, str]:
        return self.resource.key, namespace_of(self.obj), name_of(self.obj)


def resource_of(world: World, manifest: Object) -> Resource:
    """The kind of a manifest, built in or custom; one without verbs for a kind that the cluster does not know."""
    api_version, kind = manifest["apiVersion"], manifest["kind"]
    custom = (r for r in world.custom() if (r.api_version, r.kind) == (api_version, kind))
    group, _, version = api_version.rpartition("/")
    unknown = Resource(group, version, f"{kind.lower()}s", kind, verbs=(), columns=())
    return BY_KIND.get((api_version, kind)) or next(custom, unknown)


def tracking_id(app: Object, resource: Resource, obj: Object) -> str:
    return f"{name_of(app)}:{resource.group}/{resource.kind}:{namespace_of(obj)}/{name_of(obj)}"


def pair(world: World, app: Object, wanted: Iterable[tuple[Resource, Object]]) -> list[Managed]:
    """What Git says beside what lives, and what the Application has made that Git no longer says."""
    pairs = [Managed(r, obj, world.get(r.key, namespace_of(obj), name_of(obj))) for r, obj in wanted]
    said = {managed.place for managed in pairs}
    return [*pairs, *(extra for extra in tracked(world, app) if extra.place not in said)]


def tracked(world: World, app: Object) -> list[Managed]:
    """Every living object that the Application has made."""
    prefix = f"{name_of(app)}:"
    return [
        Managed(world.resource(key), None, obj)
        for key in world.store.kinds()
        for obj in world.find(
            key, where=lambda obj: str(dig(obj, "metadata.annotations", {}).get(TRACKING, "")).startswith(prefix)
        )
        if dig(obj, "metadata.annotations", {})[TRACKING] == tracking_id(app, world.resource(key), obj)
    ]


# ---- comparing -----------------------------------------------------------------------------------------------------


def in_sync(app: Object, managed: Managed) -> bool:
    """Whether applying would change nothing."""
    resource, wanted, live = managed
    if wanted is None or live is None:
        return False
    shape = managers.shape_of(resource)
    if _whole(resource, merge(shape, live, wanted)) != _whole(resource, live):
        return False
    owned = next((o.fields for m, o in managers.owners(live).items() if m.name == MANAGER), frozenset())
    return not owned - fields_of(shape, _marked(app, resource, wanted))


def _whole(resource: Resource, obj: Object) -> Object:
    """An object with what goes without saying, and without what says nothing."""
    return with_defaults(resource.key, schema.written(type_of(resource), obj))


def told(app: Object, managed: Managed) -> Object:
    """An entry of status.resources."""
    resource, obj = managed.resource, managed.obj
    entry: Object = {"version": resource.version, "kind": resource.kind, "name": name_of(obj)}
    entry |= {"group": resource.group} if resource.group else {}
    entry |= {"namespace": namespace_of(obj)} if resource.namespaced else {}
    entry["status"] = "Synced" if in_sync(app, managed) else "OutOfSync"
    judged = health.of(managed.live)
    entry |= {"health": judged} if judged else {}
    return entry if managed.wanted else {**entry, "requiresPruning": True}


# ---- applying ------------------------------------------------------------------------------------------------------


def _marked(app: Object, resource: Resource, wanted: Object) -> Object:
    annotations = {**dig(wanted, "metadata.annotations", {}), TRACKING: tracking_id(app, resource, wanted)}
    return {**wanted, "metadata": {**wanted["metadata"], "annotations": annotations}}


def apply(world: World, app: Object, managed: Managed, *, prune: bool, dry_run: bool) -> Object:
    """Bring one object to what Git says; an entry of syncResult.resources."""
    resource, obj = managed.resource, managed.obj
    result: Object = {"group": resource.group, "version": resource.version, "kind": resource.kind}
    result |= {"namespace": namespace_of(obj), "name": name_of(obj), "syncPhase": "Sync"}
    if managed.wanted is None:
        return result | _prune(world, managed, prune=prune, dry_run=dry_run)
    return result | _apply(world, app, managed, dry_run=dry_run)


def _apply(world: World, app: Object, managed: Managed, *, dry_run: bool) -> Object:
    obj = managed.obj
    resource = resource_of(world, obj)  # its definition may have come with this very sync
    query = {"fieldManager": MANAGER, "force": "true", **({"dryRun": "All"} if dry_run else {})}
    body = msgspec.json.encode(_marked(app, resource, obj))
    route = Route(resource, namespace_of(obj), name_of(obj))
    try:
        if not resource.verbs:
            raise ApiError(404, "NotFound", UNKNOWN.format(kind=resource.kind, group=resource.group, name=name_of(obj)))
        reply = applying.apply(world, route, Request("PATCH", "", query, {}, body))
    except ApiError as refusal:
        return {"status": "SyncFailed", "message": refusal.message, "hookPhase": "Failed"}
    same = managed.live is not None and msgspec.json.decode(reply.body) == managed.live
    what = "created" if managed.live is None else "unchanged" if same else "configured"
    whole = f"{resource.singular}.{resource.group}" if resource.group else resource.singular
    return {"status": "Synced", "message": f"{whole}/{name_of(obj)} {what}", "hookPhase": "Running"}


def _prune(world: World, managed: Managed, *, prune: bool, dry_run: bool) -> Object:
    if not prune:
        return {"status": "PruneSkipped", "message": "ignored (requires pruning)", "hookPhase": "Succeeded"}
    if not dry_run and not is_terminating(managed.obj):
        world.delete(managed.resource.key, managed.obj, None, "Foreground")
    message = "pruned (dry run)" if dry_run else "pruned"
    return {"status": "Pruned", "message": message, "hookPhase": "Succeeded"}
