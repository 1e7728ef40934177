"""Server-side apply: a manifest says what its manager wants, and nothing else is touched."""

from __future__ import annotations

from firstmate.practice import managers, refusals, schema, validation, verbs
from firstmate.practice.objects import Object, dig, name_of
from firstmate.practice.request import Reply, Request, as_object, yaml_value
from firstmate.practice.routes import Route
from firstmate.practice.types import is_known, type_of
from firstmate.practice.world import World


def apply(world: World, route: Route, request: Request) -> Reply:
    """Create the object, or change what its manager has a say in."""
    config = _config(route, request)
    live = world.get(route.resource.key, route.namespace, route.name)
    verbs.check_precondition(route, live, config)
    manager = verbs.manager_of(route, request, "Apply")
    made = managers.applied(route.resource, live or {}, config, manager, force=request.flag("force"))
    if live is None:
        return _create(world, route, request, made)
    merged = verbs.accepted(route, live, made.object)
    validation.check_change(route.resource, live, merged)
    kept = made.marked(merged, live, world.now)
    return verbs.show(world, route, request, kept if request.dry_run else world.replace(route.resource.key, kept))


def _create(world: World, route: Route, request: Request, made: managers.Applied) -> Reply:
    if route.subresource:
        raise refusals.not_found(route.resource, route.name)
    verbs.check_namespace(world, route)
    prepared = world.prepare(route.resource, made.object)
    validation.check(route.resource, prepared)
    kept = made.marked(prepared, None, world.now)
    return verbs.show(
        world, route, request, kept if request.dry_run else world.store.put(route.resource.key, kept), 201
    )


def _config(route: Route, request: Request) -> Object:
    """The manifest in the body. Raises ApiError for one that cannot be applied here."""
    if not request.query.get("fieldManager"):
        raise refusals.invalid_options(
            "PatchOptions", "fieldManager", "FieldValueRequired", "Required value: is required for apply patch"
        )
    given = as_object(yaml_value(request.body))
    if dig(given, "metadata.managedFields") is not None:
        raise refusals.bad_request("metadata.managedFields must be nil")
    config = verbs.addressed(route, given)
    if name_of(config) not in ("", route.name):
        told = f"the name of the object ({name_of(config)}) does not match the name on the URL ({route.name})"
        raise refusals.bad_request(told)
    config["metadata"]["name"] = route.name
    _check_schema(route, config)
    return schema.written(type_of(route.resource), config)


def _check_schema(route: Route, config: Object) -> None:
    """Raises ApiError for fields that the type does not have, whatever the client asks for."""
    resource, type_name = route.resource, type_of(route.resource)
    whom = "/".join(part for part in (route.namespace, route.name) if part)
    failed = f"failed to create typed patch object ({whom}; {resource.api_version}, Kind={resource.kind}): "
    if told := schema.misfit(type_name, config):
        raise refusals.ApiError(500, "", f"{failed}{told.typing()}")
    unknown = [f".{path}: field not declared in schema" for path in schema.unknown_fields(type_name, config)]
    if unknown and is_known(type_name):
        listed = unknown[0] if len(unknown) == 1 else "errors:\n" + "\n".join(f"  {line}" for line in unknown)
        raise refusals.ApiError(500, "", failed + listed)
