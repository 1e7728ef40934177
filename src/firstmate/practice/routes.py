"""Which object, kind or subresource a path of the API names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from firstmate.practice.kinds import RESOURCES, Resource


@dataclass(frozen=True)
class Route:
    """A parsed path: empty parts are not named in it."""

    resource: Resource
    namespace: str = ""
    name: str = ""
    subresource: str = ""
    rest: str = ""


def parse(path: str, custom: Iterable[Resource]) -> Route | None:
    """The route of /api/v1/… or /apis/GROUP/VERSION/…; None when there is no such kind."""
    parts = [unquote(part) for part in path.strip("/").split("/")]
    if parts[0] == "api" and len(parts) > 2:
        return _route("", parts[1], parts[2:], custom)
    if parts[0] == "apis" and len(parts) > 3:
        return _route(parts[1], parts[2], parts[3:], custom)
    return None


def _route(group: str, version: str, parts: list[str], custom: Iterable[Resource]) -> Route | None:
    served = {r.plural: r for r in (*RESOURCES, *custom) if (r.group, r.version) == (group, version)}
    namespace = ""
    if parts[0] == "namespaces" and len(parts) > 2 and not (len(parts) == 3 and parts[2] in ("status", "finalize")):
        namespace, parts = parts[1], parts[2:]
    resource = served.get(parts[0])
    if resource is None or (namespace and not resource.namespaced):
        return None
    name, subresource = [*parts[1:3], "", ""][:2]
    return Route(resource, namespace, name, subresource, "/".join(parts[3:]))
