"""Whether what is deployed from Git is well enough to be synced unasked: Argo CD's applications, what Flux deploys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from firstmate.guard.targets import PROTECTED_NAMESPACES

Object = Mapping[str, Any]
REPLACING = ("Replace=true", "Force=true")
"""Options of an application with which a plain sync deletes and makes anew."""


def unfit(kind: str, found: Object) -> str:
    """Why it is not to be synced unasked; empty when it is well."""
    reasons = _of_application(found) if kind == "application" else _of_flux(kind, found)
    return next(reasons, "")


def _of_application(found: Object) -> Iterator[str]:
    name = f"application {at(found, 'metadata', 'name')}"
    health = at(found, "status", "health", "status")
    if health != "Healthy":
        yield f"{name} is {health or 'of unknown health'}"
    if at(found, "operation") or at(found, "status", "operationState", "phase") in ("Running", "Terminating"):
        yield f"{name} is being synced already"
    if at(found, "metadata", "deletionTimestamp"):
        yield f"{name} is being deleted"
    options = at(found, "spec", "syncPolicy", "syncOptions")
    if replacing := [option for option in options or () if option in REPLACING]:
        yield f"{name} is synced with {replacing[0]}: objects are deleted and made anew"
    yield from _where(name, at(found, "spec", "destination", "namespace"))


def _of_flux(kind: str, found: Object) -> Iterator[str]:
    name = f"{kind} {at(found, 'metadata', 'name')}"
    conditions = at(found, "status", "conditions") or ()
    if not any(at(each, "type") == "Ready" and at(each, "status") == "True" for each in conditions):
        yield f"{name} is not ready"
    if at(found, "spec", "suspend"):
        yield f"{name} is suspended"
    if at(found, "spec", "force"):
        yield f"{name} is applied by force: objects are deleted and made anew"
    if at(found, "metadata", "name") == "flux-system":
        yield f"{name} deploys Flux itself"
    yield from _where(name, at(found, "spec", "targetNamespace"))


def _where(name: str, namespace: Any) -> Iterator[str]:
    if namespace in PROTECTED_NAMESPACES:
        yield f"{name} deploys into namespace {namespace}, on which everything else depends"


def at(value: Any, *keys: str) -> Any:
    """What stands there, None for nothing."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
