"""How the API server says no: the Status object, in its own words.

Wordings: k8s.io/apimachinery pkg/api/errors and pkg/util/validation/field.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from firstmate.practice.kinds import Resource
from firstmate.practice.objects import Object


class ApiError(Exception):
    """An answer that is a Status of kind Failure."""

    def __init__(self, code: int, reason: str, message: str, details: Object | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details
        self.metadata: Object = {}

    def status(self) -> Object:
        """The Status object that the client gets."""
        body: Object = {"kind": "Status", "apiVersion": "v1", "metadata": self.metadata, "status": "Failure"}
        body |= {"message": self.message, "reason": self.reason}
        if self.details is not None:
            body["details"] = self.details
        return body | {"code": self.code}


@dataclass(frozen=True)
class Cause:
    """One reason why an object is invalid, at a field."""

    field: str
    reason: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


RECREATED = "The object might have been deleted and then recreated"
CHANGED = "The object might have been modified"


def _about(resource: Resource, name: str) -> Object:
    return {"name": name, **({"group": resource.group} if resource.group else {}), "kind": resource.plural}


def not_found(resource: Resource, name: str) -> ApiError:
    return ApiError(404, "NotFound", f'{resource.key} "{name}" not found', _about(resource, name))


def no_such_path() -> ApiError:
    """For a path or a kind that is not served."""
    return ApiError(404, "NotFound", "the server could not find the requested resource", {})


def already_exists(resource: Resource, name: str) -> ApiError:
    return ApiError(409, "AlreadyExists", f'{resource.key} "{name}" already exists', _about(resource, name))


def conflict(resource: Resource, name: str, why: str) -> ApiError:
    message = f'Operation cannot be fulfilled on {resource.key} "{name}": {why}'
    return ApiError(409, "Conflict", message, _about(resource, name))


def modified(resource: Resource, name: str) -> ApiError:
    """The optimistic lock: somebody was faster."""
    why = "the object has been modified; please apply your changes to the latest version and try again"
    return conflict(resource, name, why)


def apply_conflict(clashes: list[tuple[str, str]]) -> ApiError:
    """Fields that others have set: each as who did, and its path."""
    if len(clashes) == 1:
        told = f"1 conflict: conflict with {clashes[0][0]}: {clashes[0][1]}"
    else:
        whose = dict.fromkeys(manager for manager, _ in clashes)
        lines = [[f"conflicts with {w}:", *(f"- {path}" for m, path in clashes if m == w)] for w in whose]
        told = f"{len(clashes)} conflicts: " + "\n".join(line for group in lines for line in group)
    causes = [
        {"reason": "FieldManagerConflict", "message": f"conflict with {manager}", "field": path}
        for manager, path in clashes
    ]
    return ApiError(409, "Conflict", f"Apply failed with {told}", {"causes": causes})


def invalid_options(kind: str, field: str, reason: str, message: str) -> ApiError:
    """422 about the parameters of a request: CreateOptions, PatchOptions, …"""
    causes = [{"reason": reason, "message": message, "field": field}]
    details = {"group": "meta.k8s.io", "kind": kind, "causes": causes}
    return ApiError(422, "Invalid", f'{kind}.meta.k8s.io "" is invalid: {field}: {message}', details)


def outdated(resource: Resource, obj: Object, asked: Object) -> ApiError | None:
    """The refusal of a deletion that is meant for another object, or for another state of it; None when it is not."""
    for field, label, told in (("uid", "UID", RECREATED), ("resourceVersion", "ResourceVersion", CHANGED)):
        have, wanted = obj["metadata"][field], asked.get(field)
        if wanted and wanted != have:
            why = f"the {label} in the precondition ({wanted}) does not match the {label} in record ({have}). {told}"
            name = obj["metadata"]["name"]
            details = {**_about(resource, name), "kind": resource.kind}
            kind = f"{resource.kind}.{resource.group}" if resource.group else resource.kind
            message = f'Operation cannot be fulfilled on {kind} "{name}": {why}'
            return ApiError(409, "Conflict", message, details)
    return None


def forbidden(resource: Resource, name: str, why: str) -> ApiError:
    return ApiError(403, "Forbidden", f'{resource.key} "{name}" is forbidden: {why}', _about(resource, name))


def disruptive(cause: str) -> ApiError:
    """An eviction that a PodDisruptionBudget does not allow now."""
    told = "Cannot evict pod as it would violate the pod's disruption budget."
    return ApiError(429, "TooManyRequests", told, {"causes": [{"reason": "DisruptionBudget", "message": cause}]})


def bad_request(message: str) -> ApiError:
    return ApiError(400, "BadRequest", message)


def method_not_allowed(message: str = "the server does not allow this method on the requested resource") -> ApiError:
    return ApiError(405, "MethodNotAllowed", message, {})


def unsupported_media_type(message: str) -> ApiError:
    return ApiError(415, "UnsupportedMediaType", message)


def invalid(resource: Resource, name: str, causes: list[Cause]) -> ApiError:
    """422 with every cause; several are bracketed, as Go's aggregate error is."""
    texts = list(dict.fromkeys(str(cause) for cause in causes))
    told = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
    kind = f"{resource.kind}.{resource.group}" if resource.group else resource.kind
    details: Object = {"name": name, **({"group": resource.group} if resource.group else {}), "kind": resource.kind}
    details["causes"] = [{"reason": c.reason, "message": c.message, "field": c.field} for c in causes]
    return ApiError(422, "Invalid", f'{kind} "{name}" is invalid: {told}', details)


def required(field: str, detail: str = "") -> Cause:
    return Cause(field, "FieldValueRequired", f"Required value: {detail}" if detail else "Required value")


def invalid_value(field: str, value: Any, detail: str) -> Cause:
    return Cause(field, "FieldValueInvalid", f"Invalid value: {go(value)}: {detail}")


def unsupported(field: str, value: Any, known: list[str]) -> Cause:
    supported = ", ".join(f'"{one}"' for one in known)
    return Cause(field, "FieldValueNotSupported", f"Unsupported value: {go(value)}: supported values: {supported}")


def go(value: Any) -> str:
    """A value as Go's %#v prints it."""
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, dict):
        pairs = ", ".join(f'"{key}":"{text}"' for key, text in sorted(value.items()))
        return f"map[string]string{{{pairs}}}"
    return str(value)
