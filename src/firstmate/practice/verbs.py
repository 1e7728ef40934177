"""The verbs on objects: get, list, create, update, patch, delete. They check, then write through the world."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from firstmate.practice import managers, refusals, schema, tables, validation
from firstmate.practice.defaults import with_defaults
from firstmate.practice.managers import Manager
from firstmate.practice.objects import Object, dig, is_terminating, labels_of, name_of, uid_of
from firstmate.practice.paging import Page
from firstmate.practice.patches import json_patch, merge_patch, strategic_patch
from firstmate.practice.request import Reply, Request, as_object, reply
from firstmate.practice.routes import Route
from firstmate.practice.selectors import parse_fields, parse_labels
from firstmate.practice.types import type_of
from firstmate.practice.world import World

MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
JSON_PATCH = "application/json-patch+json"
APPLY = "application/apply-patch+yaml"
KEPT_METADATA = ("name", "namespace", "uid", "creationTimestamp", "resourceVersion", "generation", "deletionTimestamp")


# ---- reading -------------------------------------------------------------------------------------------------------


def show(world: World, route: Route, request: Request, obj: Object, status: int = 200) -> Reply:
    """One object in the form that the client asked for."""
    form = request.form()
    if form == "Table":
        include, version = request.query.get("includeObject", "Metadata"), obj["metadata"].get("resourceVersion", "")
        return reply(tables.table(route.resource, [obj], world.now, include, version), status)
    if form:
        return reply(tables.partial_metadata(route.resource, obj), status)
    return reply(obj, status)


def find(world: World, route: Route) -> Object:
    """The object that the route names. Raises ApiError when there is none."""
    obj = world.get(route.resource.key, route.namespace, route.name)
    if obj is None:
        raise refusals.not_found(route.resource, route.name)
    return obj


def get(world: World, route: Route, request: Request) -> Reply:
    return show(world, route, request, find(world, route))


def wanted(route: Route, request: Request) -> Callable[[Object], bool]:
    """The test that the request's label and field selectors make."""
    labels = parse_labels(request.query.get("labelSelector", ""))
    fields = parse_fields(route.resource, request.query.get("fieldSelector", ""))
    return lambda obj: labels(labels_of(obj)) and fields(obj)


def show_list(world: World, route: Route, request: Request, page: Page) -> Reply:
    """Many objects in the form that the client asked for."""
    form, version = request.form(), page.metadata["resourceVersion"]
    if form == "Table":
        include = request.query.get("includeObject", "Metadata")
        shown = tables.table(route.resource, page.objects, world.now, include, version)
    elif form:
        shown = tables.metadata_listing(route.resource, page.objects, version)
    else:
        shown = tables.listing(route.resource, page.objects, version)
    return reply({**shown, "metadata": page.metadata})


def complete(world: World, objects: list[Object]) -> Page:
    """A list that comes whole."""
    return Page(objects, {"resourceVersion": str(world.store.version)})


def list_all(world: World, route: Route, request: Request) -> Reply:
    """All that the selectors select, or a page of it."""
    query, version = request.query, world.store.version
    asked = (route.resource.key, route.namespace, query.get("labelSelector", ""), query.get("fieldSelector", ""))
    objects = world.find(route.resource.key, route.namespace, wanted(route, request))
    limit = request.number("limit")
    if token := query.get("continue"):
        if request.number("resourceVersion"):
            raise refusals.bad_request("specifying resource version is not allowed when using continue")
        page = world.lists.go_on(asked, token, limit, version, objects, world.now)
    else:
        page = world.lists.begin(asked, version, world.now, objects, limit)
    return show_list(world, route, request, page)


# ---- writing -------------------------------------------------------------------------------------------------------


def create(world: World, route: Route, request: Request) -> Reply:
    obj = _unowned(addressed(route, request.manifest()))
    check_namespace(world, route)
    _check_fields(route, request, obj)
    whole = with_defaults(route.resource.key, schema.written(type_of(route.resource), obj))
    marked = managers.created(route.resource, whole, manager_of(route, request).name, world.now)
    made = world.prepare(route.resource, marked)
    validation.check(route.resource, made)
    if world.get(route.resource.key, route.namespace, name_of(made)) is not None:
        raise refusals.already_exists(route.resource, name_of(made))
    kept = made if request.dry_run else world.store.put(route.resource.key, made)
    return show(world, route, request, kept, 201)


def _check_fields(route: Route, request: Request, obj: Object) -> None:
    """Raises ApiError for values of the wrong type, and, where the client asks for it, for unknown fields."""
    resource = route.resource
    cannot = f'{resource.kind} in version "{resource.version}" cannot be handled as a {resource.kind}'
    if told := schema.misfit(type_of(resource), obj):
        raise refusals.bad_request(f"{cannot}: {told.decoding()}")
    if request.query.get("fieldValidation") == "Strict":
        unknown = [f'unknown field "{path}"' for path in schema.unknown_fields(type_of(resource), obj)]
        if unknown:
            raise refusals.bad_request(f"{cannot}: strict decoding error: {', '.join(unknown)}")


def _unowned(obj: Object) -> Object:
    return {**obj, "metadata": {k: v for k, v in obj["metadata"].items() if k != "managedFields"}}


def manager_of(route: Route, request: Request, operation: str = "Update") -> Manager:
    """Who writes: as the request says, or as its client calls itself."""
    client = request.headers.get("user-agent", "").partition("/")[0] or "unknown"
    name = request.query.get("fieldManager") or client
    return Manager(name, operation, route.resource.api_version, route.subresource)


def addressed(route: Route, obj: Object) -> Object:
    """The object with the namespace of its path. Raises ApiError when it belongs elsewhere, or is of another kind."""
    resource = route.resource
    if obj.get("kind", resource.kind) != resource.kind or obj.get("apiVersion", "") not in ("", resource.api_version):
        told = f'{obj.get("kind")} in version "{obj.get("apiVersion")}" cannot be handled as a {resource.kind}'
        raise refusals.bad_request(told)
    metadata = dict(obj.get("metadata") or {})
    if resource.namespaced:
        if metadata.setdefault("namespace", route.namespace) != route.namespace:
            told = "the namespace of the provided object does not match the namespace sent on the request"
            raise refusals.bad_request(told)
    else:
        metadata.pop("namespace", None)
    return {**obj, "metadata": metadata}


def check_namespace(world: World, route: Route) -> None:
    if not route.resource.namespaced:
        return
    namespaces = world.resource("namespaces")
    namespace = world.get("namespaces", "", route.namespace)
    if namespace is None:
        raise refusals.not_found(namespaces, route.namespace)
    if is_terminating(namespace):
        why = f"unable to create new content in namespace {route.namespace} because it is being terminated"
        raise refusals.forbidden(route.resource, route.name, why)


def update(world: World, route: Route, request: Request) -> Reply:
    new = addressed(route, request.manifest())
    if name_of(new) != route.name:
        told = f"the name of the object ({name_of(new)}) does not match the name on the URL ({route.name})"
        raise refusals.bad_request(told)
    return change(world, route, request, find(world, route), new)


def patch(world: World, route: Route, request: Request) -> Reply:
    if "force" in request.query:
        told = "Forbidden: may not be specified for non-apply patch"
        raise refusals.invalid_options("PatchOptions", "force", "FieldValueForbidden", told)
    old = find(world, route)
    return change(world, route, request, old, patched(route, request, old))


def patched(route: Route, request: Request, old: Object) -> Object:
    """The object as the patch would have it. Raises ApiError for a kind of patch that is not known here."""
    known = [JSON_PATCH, MERGE, *([] if route.resource.columns is not None else [STRATEGIC]), APPLY]
    if request.content_type() not in known[:-1]:
        if route.resource.columns is None:
            raise refusals.unsupported_media_type("415: Unsupported Media Type")
        told = f"the body of the request was in an unknown format - accepted media types include: {', '.join(known)}"
        raise refusals.unsupported_media_type(told)
    if request.content_type() == JSON_PATCH:
        return json_patch(old, request.json())
    body = as_object(request.json())
    if request.content_type() == MERGE:
        return as_object(merge_patch(old, body))
    return strategic_patch(old, body, type_of(route.resource))


def change(world: World, route: Route, request: Request, old: Object, new: Object) -> Reply:
    """Put a changed object in the place of the old one: its spec, or its status where that is the subresource."""
    _check_fields(route, request, new)
    if request.method == "PATCH":
        _check_uid(route, old, new)
    check_precondition(route, old, new)
    merged = accepted(route, old, new)
    validation.check_change(route.resource, old, merged)
    marked = managers.updated(route.resource, old, merged, new, manager_of(route, request), world.now)
    return show(world, route, request, marked if request.dry_run else world.replace(route.resource.key, marked))


def check_precondition(route: Route, old: Object | None, new: Object) -> None:
    """The optimistic lock: who names a version or a uid means no other. Raises ApiError."""
    have = old["metadata"] if old else {}
    version, uid = (dig(new, f"metadata.{field}") for field in ("resourceVersion", "uid"))
    if version and version != have.get("resourceVersion"):
        raise refusals.modified(route.resource, route.name)
    if uid and uid != have.get("uid"):
        told = f"Precondition failed: UID in precondition: {uid}, UID in object meta: {have.get('uid', '')}"
        raise refusals.conflict(route.resource, route.name, told)


def _check_uid(route: Route, old: Object, new: Object) -> None:
    """For a patch a uid is a field that cannot be changed; for an update, a precondition. Raises ApiError."""
    uid = dig(new, "metadata.uid", uid_of(old))
    if uid != uid_of(old):
        cause = refusals.invalid_value("metadata.uid", uid, "field is immutable")
        raise refusals.invalid(route.resource, route.name, [cause, cause])


def accepted(route: Route, old: Object, new: Object) -> Object:
    """What of a new object the old one takes over."""
    asked = schema.written(type_of(route.resource), new)
    return _status_of(route, old, asked) if route.subresource == "status" else _spec_of(route, old, asked)


def _status_of(route: Route, old: Object, new: Object) -> Object:
    return with_defaults(route.resource.key, {**old, **({"status": new["status"]} if "status" in new else {})})


def _spec_of(route: Route, old: Object, new: Object) -> Object:
    metadata = {k: v for k, v in new.get("metadata", {}).items() if k not in ("managedFields", *KEPT_METADATA)}
    metadata |= {k: old["metadata"][k] for k in KEPT_METADATA if k in old["metadata"]}
    merged = with_defaults(route.resource.key, {**new, "metadata": metadata})
    if route.resource.status:
        merged.pop("status", None)
        merged |= {"status": old["status"]} if "status" in old else {}
    return {"apiVersion": old["apiVersion"], "kind": old["kind"], **merged}


# ---- deleting ------------------------------------------------------------------------------------------------------


def delete(world: World, route: Route, request: Request) -> Reply:
    """Marked objects come back whole, as the real server does it; for what is gone at once there is a Status."""
    obj = find(world, route)
    options = delete_options(request, request.manifest() if request.body.strip() else {})
    check_delete_preconditions(route, obj, options)
    left = _delete(world, route, obj, options)
    if left is not None:
        return show(world, route, request, left)
    resource = route.resource
    details = {"name": route.name, **({"group": resource.group} if resource.group else {}), "kind": resource.plural}
    success = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success"}
    return reply({**success, "details": {**details, "uid": uid_of(obj)}})


def delete_all(world: World, route: Route, request: Request) -> Reply:
    options = delete_options(request, request.manifest() if request.body.strip() else {})
    objects = world.find(route.resource.key, route.namespace, wanted(route, request))
    for obj in objects:
        _delete(world, route, obj, options)
    return show_list(world, route, request, complete(world, objects))


def _delete(world: World, route: Route, obj: Object, options: Object) -> Object | None:
    grace, policy = options.get("gracePeriodSeconds"), options.get("propagationPolicy", "Background")
    if options["dryRun"]:
        return world.marked_for_deletion(route.resource.key, obj, grace, policy)
    return world.delete(route.resource.key, obj, grace, policy)


def delete_options(request: Request, given: Object) -> dict[str, Any]:
    """DeleteOptions as given in a body, with those of the query."""
    options = dict(given)
    if "gracePeriodSeconds" in request.query:
        options["gracePeriodSeconds"] = int(request.query["gracePeriodSeconds"])
    if "propagationPolicy" in request.query:
        options["propagationPolicy"] = request.query["propagationPolicy"]
    if options.pop("orphanDependents", None):
        options["propagationPolicy"] = "Orphan"
    options["dryRun"] = request.dry_run or "All" in options.get("dryRun", [])
    return options


def check_delete_preconditions(route: Route, obj: Object, options: Object) -> None:
    """Raises ApiError when another object is meant, or another state of it."""
    refusal = refusals.outdated(route.resource, obj, options.get("preconditions") or {})
    if refusal is not None:
        raise refusal
