"""The API server: from a request to a reply, by path, verb and subresource."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from firstmate.practice import applying, discovery, openapi, refusals, subresources, verbs
from firstmate.practice.kinds import Resource
from firstmate.practice.objects import Object
from firstmate.practice.refusals import ApiError
from firstmate.practice.request import Reply, Request, plain, reply
from firstmate.practice.routes import Route, parse
from firstmate.practice.world import World

HEALTH = ("/healthz", "/readyz", "/livez")
AS_COLLECTION = {"GET": "list", "POST": "create", "DELETE": "deletecollection"}
AS_OBJECT = {"GET": "get", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}
VERBS: dict[str, Callable[[World, Route, Request], Reply]] = {
    "list": verbs.list_all,
    "create": verbs.create,
    "deletecollection": verbs.delete_all,
    "get": verbs.get,
    "update": verbs.update,
    "patch": verbs.patch,
    "delete": verbs.delete,
}


@dataclass(frozen=True)
class Watch:
    """A request that is answered by a stream of changes, from a version on."""

    route: Route
    request: Request
    selects: Callable[[Object], bool]


def handle(world: World, request: Request) -> Reply | Watch:
    """Answer a request; a refusal is an answer too."""
    try:
        return _answer(world, request)
    except ApiError as refusal:
        return reply(refusal.status(), refusal.code)


def _answer(world: World, request: Request) -> Reply | Watch:
    custom = world.custom()
    if told := _about_itself(request, custom):
        return told
    route = parse(request.path, custom)
    if route is None:
        raise refusals.no_such_path()
    if route.subresource and route.subresource != "status":
        return subresources.answer(world, route, request)
    if request.flag("watch"):
        return _watch(route, request)
    verb = (AS_OBJECT if route.name else AS_COLLECTION).get(request.method, "")
    if verb not in route.resource.verbs or _is_status_of_nothing(route):
        raise refusals.method_not_allowed()
    if route.resource.group in subresources.COMPUTED:
        return subresources.computed(world, route, request)
    if verb == "patch" and request.content_type() == verbs.APPLY:
        return applying.apply(world, route, request)
    return VERBS[verb](world, route, request)


def _is_status_of_nothing(route: Route) -> bool:
    return route.subresource == "status" and not route.resource.status


def _watch(route: Route, request: Request) -> Watch:
    if request.method != "GET" or "watch" not in route.resource.verbs:
        raise refusals.method_not_allowed()
    request.form()
    for number in ("resourceVersion", "timeoutSeconds"):
        request.number(number)  # what makes no sense is refused before the stream begins
    return Watch(route, request, verbs.wanted(route, request))


def _about_itself(request: Request, custom: list[Resource]) -> Reply | None:
    """Health, version, discovery and OpenAPI."""
    path = request.path.rstrip("/") or "/"
    if path.startswith(HEALTH):
        return plain("ok")
    if path == "/version":
        return reply(discovery.VERSION)
    if path.startswith("/openapi/"):
        return openapi.answer(path, custom)
    found = _discovered(path, request, custom)
    return reply(found) if found else None


def _discovered(path: str, request: Request, custom: list[Resource]) -> Object | None:
    match path.strip("/").split("/"):
        case [""]:
            return {"paths": ["/api", "/api/v1", "/apis", "/healthz", "/livez", "/openapi/v2", "/readyz", "/version"]}
        case ["api"]:
            return discovery.api_versions(request.headers.get("host", ""))
        case ["apis"]:
            return discovery.group_list(custom)
        case ["apis", group]:
            return discovery.one_group(group, custom)
        case ["api", version]:
            return discovery.resource_list("", version, custom)
        case ["apis", group, version]:
            return discovery.resource_list(group, version, custom)
        case _:
            return None
