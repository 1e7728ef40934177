"""Plain Kubernetes objects as the simulator keeps them: JSON shapes, and the few ways to read and mark them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

Object = dict[str, Any]


def dig(obj: Mapping[str, Any] | None, path: str, default: Any = None) -> Any:
    """The value at a dotted path; `default` where any part of it is absent or null."""
    value: Any = obj
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
        if value is None:
            return default
    return value


def name_of(obj: Object) -> str:
    return str(dig(obj, "metadata.name", ""))


def namespace_of(obj: Object) -> str:
    return str(dig(obj, "metadata.namespace", ""))


def uid_of(obj: Object) -> str:
    return str(dig(obj, "metadata.uid", ""))


def labels_of(obj: Object) -> dict[str, str]:
    return dict(dig(obj, "metadata.labels", {}))


def is_terminating(obj: Object) -> bool:
    return dig(obj, "metadata.deletionTimestamp") is not None


def clone(obj: Object) -> Object:
    """A copy that may be changed: what is in the store never is."""
    copied: Object = _cloned(obj)
    return copied


def _cloned(value: Any) -> Any:
    """For JSON values alone, which makes it several times faster than copy.deepcopy."""
    if isinstance(value, dict):
        return {key: _cloned(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_cloned(item) for item in value]
    return value


# ---- time ----------------------------------------------------------------------------------------------------------


def stamp(moment: datetime) -> str:
    """A moment as the API writes it: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_of(text: str | None) -> datetime | None:
    """The moment an API timestamp tells; None for none."""
    return datetime.fromisoformat(text) if text else None


def since(text: str | None, now: datetime) -> timedelta:
    """How long ago an API timestamp was; zero for none."""
    moment = moment_of(text)
    return now - moment if moment else timedelta(0)


# ---- ownership -----------------------------------------------------------------------------------------------------


def owner_reference(api_version: str, kind: str, owner: Object) -> Object:
    """The reference by which a controller marks what it made."""
    return {
        "apiVersion": api_version,
        "kind": kind,
        "name": name_of(owner),
        "uid": uid_of(owner),
        "controller": True,
        "blockOwnerDeletion": True,
    }


def controller_of(obj: Object) -> Object | None:
    """The owner reference of the controller that manages the object."""
    references: list[Object] = dig(obj, "metadata.ownerReferences", [])
    return next((reference for reference in references if reference.get("controller")), None)


def owned_by(owner: Object, objects: Iterable[Object]) -> list[Object]:
    """Those that the owner controls."""
    uid = uid_of(owner)
    return [obj for obj in objects if (controller_of(obj) or {}).get("uid") == uid]


# ---- conditions ----------------------------------------------------------------------------------------------------


def condition(obj: Object, kind: str) -> Object:
    """The status condition of that type; empty when there is none."""
    conditions: list[Object] = dig(obj, "status.conditions", [])
    return next((c for c in conditions if c.get("type") == kind), {})


def is_true(obj: Object, kind: str) -> bool:
    return condition(obj, kind).get("status") == "True"


def set_condition(obj: Object, kind: str, status: bool | str, now: datetime, **fields: str) -> None:
    """Set a status condition; its transition time moves only when its status does."""
    text = status if isinstance(status, str) else str(status)
    conditions = obj.setdefault("status", {}).setdefault("conditions", [])
    old = condition(obj, kind)
    moved = old.get("lastTransitionTime") if old.get("status") == text else None
    new = {"type": kind, "status": text, **fields, "lastTransitionTime": moved or stamp(now)}
    obj["status"]["conditions"] = [new if c is old else c for c in conditions] if old else [*conditions, new]
