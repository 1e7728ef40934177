"""As much OpenAPI as kubectl asks before it acts: which kinds there are, and which parameters they know.

There are no schemas in it: a new kubectl leaves checking the fields to the server, an old one does not check.
"""

from __future__ import annotations

from collections.abc import Iterable

from firstmate.practice import refusals
from firstmate.practice.discovery import VERSION
from firstmate.practice.kinds import RESOURCES, Resource
from firstmate.practice.objects import Object
from firstmate.practice.request import Reply, reply

PROTOBUF = "application/octet-stream"
TITLE = "Kubernetes"
PARAMETERS = ("dryRun", "fieldValidation")


def answer(path: str, custom: Iterable[Resource]) -> Reply:
    """/openapi/v2, /openapi/v3 and its documents. Raises ApiError."""
    resources = [r for r in (*RESOURCES, *custom) if "patch" in r.verbs]
    if path == "/openapi/v2":
        return Reply(_v2(resources), content_type=PROTOBUF)
    if path == "/openapi/v3":
        groups = sorted({_root(r) for r in resources})
        return reply({"paths": {root: {"serverRelativeURL": f"/openapi/v3/{root}"} for root in groups}})
    served = [r for r in resources if path == f"/openapi/v3/{_root(r)}"]
    if not served:
        raise refusals.no_such_path()
    return reply(_v3(served))


def _root(resource: Resource) -> str:
    return f"apis/{resource.api_version}" if resource.group else f"api/{resource.version}"


def _path(resource: Resource) -> str:
    namespace = "namespaces/{namespace}/" if resource.namespaced else ""
    return f"/{_root(resource)}/{namespace}{resource.plural}/{{name}}"


def _kind(resource: Resource) -> Object:
    return {"group": resource.group, "version": resource.version, "kind": resource.kind}


def _v3(resources: list[Resource]) -> Object:
    parameters = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in PARAMETERS]
    paths = {
        _path(r): {
            "patch": {
                "parameters": parameters,
                "responses": {"200": {"description": "OK"}},
                "x-kubernetes-group-version-kind": _kind(r),
            }
        }
        for r in resources
    }
    return {"openapi": "3.0.0", "info": {"title": TITLE, "version": VERSION["gitVersion"]}, "paths": paths}


# ---- version 2, which kubectl reads as protobuf only ---------------------------------------------------------------
# Field numbers: github.com/google/gnostic-models openapiv2/OpenAPIv2.proto


def _v2(resources: list[Resource]) -> bytes:
    info = _field(1, TITLE) + _field(2, VERSION["gitVersion"])
    paths = b"".join(_field(2, _field(1, _path(r)) + _field(2, _field(8, _patch(r)))) for r in resources)
    return _field(1, "2.0") + _field(2, info) + _field(8, paths)


def _patch(resource: Resource) -> bytes:
    """The patch operation of a kind: its query parameters, and the kind as an extension in YAML."""
    parameters = [_field(1, _field(2, _field(3, _field(2, "query") + _field(4, name)))) for name in PARAMETERS]
    yaml = "\n".join(f'{name}: "{value}"' for name, value in _kind(resource).items())
    extension = _field(1, "x-kubernetes-group-version-kind") + _field(2, _field(2, yaml + "\n"))
    return b"".join(_field(8, parameter) for parameter in parameters) + _field(13, extension)


def _field(number: int, value: str | bytes) -> bytes:
    """One length-delimited protobuf field."""
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _varint(number: int) -> bytes:
    digits = bytearray()
    while number > 127:
        digits.append(number & 127 | 128)
        number >>= 7
    return bytes([*digits, number])
