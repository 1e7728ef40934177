"""Who set which fields: `metadata.managedFields`, kept at the writes of clients; what controllers write is not counted.

Source: k8s.io/apimachinery/pkg/util/managedfields
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple

from firstmate.practice import refusals
from firstmate.practice.fieldsets import (
    Fields,
    Shape,
    compare,
    empty,
    fields_of,
    from_v1,
    merge,
    text,
    to_v1,
    without,
)
from firstmate.practice.kinds import Resource
from firstmate.practice.objects import Object, dig, stamp
from firstmate.practice.types import type_of

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
BEFORE = "before-first-apply"
NAMED = {
    "name",
    "namespace",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "selfLink",
    "uid",
    "generation",
    "managedFields",
    "resourceVersion",
}
STRIPPED = {("f:apiVersion",), ("f:kind",), ("f:metadata",), *(("f:metadata", f"f:{name}") for name in NAMED)}


class Manager(NamedTuple):
    """One who sets fields."""

    name: str
    operation: str
    api_version: str
    subresource: str = ""

    def told(self) -> str:
        where = f' with subresource "{self.subresource}"' if self.subresource else ""
        return f'"{self.name}"{where}' + (f" using {self.api_version}" if self.operation == "Update" else "")


class Owned(NamedTuple):
    """What a manager has set, and when it did so last."""

    fields: Fields
    at: str


Owners = dict[Manager, Owned]


def owners(obj: Object) -> Owners:
    """Who has set what, as the object tells. Raises ApiError when it makes no sense."""
    try:
        return dict(_owner(entry) for entry in dig(obj, "metadata.managedFields", []) if entry)
    except (AttributeError, KeyError, TypeError) as error:
        raise refusals.bad_request("metadata.managedFields cannot be understood") from error


def _owner(entry: Object) -> tuple[Manager, Owned]:
    manager = Manager(entry["manager"], entry["operation"], entry["apiVersion"], entry.get("subresource", ""))
    return manager, Owned(from_v1(entry.get("fieldsV1", {})), entry.get("time", ""))


def _with_owners(obj: Object, known: Owners) -> Object:
    metadata = {key: value for key, value in obj["metadata"].items() if key != "managedFields"}
    entries = [_entry(manager, owned) for manager, owned in known.items() if owned.fields]
    entries.sort(key=lambda entry: (entry["operation"], entry["time"], entry["manager"]))
    return {**obj, "metadata": {**metadata, **({"managedFields": entries} if entries else {})}}


def _entry(manager: Manager, owned: Owned) -> Object:
    entry: Object = {"manager": manager.name, "operation": manager.operation, "apiVersion": manager.api_version}
    entry |= {"time": owned.at, "fieldsType": "FieldsV1", "fieldsV1": to_v1(owned.fields)}
    return {**entry, **({"subresource": manager.subresource} if manager.subresource else {})}


def _bare(obj: Object) -> Object:
    """Without the marks of the server, which nobody owns."""
    metadata = {key: value for key, value in obj.get("metadata", {}).items() if key not in NAMED}
    return {**{k: v for k, v in obj.items() if k not in ("apiVersion", "kind")}, "metadata": metadata}


def shape_of(resource: Resource) -> Shape:
    return Shape(type_of(resource))


# ---- create, update and patch --------------------------------------------------------------------------------------


def created(resource: Resource, obj: Object, name: str, now: datetime) -> Object:
    """A new object: whoever makes it owns all that is in it."""
    shape = shape_of(resource)
    wanted = {k: v for k, v in _bare(obj).items() if not (k == "status" and resource.status)}
    found = compare(shape, {"metadata": {}, **empty(shape)}, wanted).set - STRIPPED
    return _with_owners(obj, {Manager(name, "Update", resource.api_version): Owned(found, stamp(now))})


def updated(resource: Resource, old: Object, new: Object, asked: Object, manager: Manager, now: datetime) -> Object:
    """A changed object: whoever changes a field owns it from then on. `asked` may have other owners to begin with."""
    named = dig(asked, "metadata.managedFields", [])
    known = owners(asked if named else old)
    if not known:
        return _with_owners(new, {})  # nobody counts until somebody applies
    found = compare(shape_of(resource), _bare(old), _bare(new))
    changed = found.set - STRIPPED
    rest = {m: Owned(o.fields - changed - found.removed, o.at) for m, o in known.items() if m != manager}
    mine = known.get(manager, Owned(frozenset(), ""))
    fields = (mine.fields - found.removed) | changed
    return _with_owners(new, {**rest, manager: Owned(fields, mine.at if fields == mine.fields else stamp(now))})


# ---- apply ---------------------------------------------------------------------------------------------------------


class Applied(NamedTuple):
    """What an apply makes of an object, and who owns what then."""

    object: Object
    owners: Owners
    manager: Manager

    def marked(self, obj: Object, old: Object | None, now: datetime) -> Object:
        """The object as it will be kept, with its owners: the time moves only where something has changed."""
        before = owners(old).get(self.manager) if old else None
        mine = self.owners[self.manager]
        same = before is not None and before.fields == mine.fields
        kept = _with_owners(obj, {**self.owners, self.manager: Owned(mine.fields, before.at if before else "")})
        if same and old is not None and _unversioned(kept) == _unversioned(old):
            return kept
        return _with_owners(obj, {**self.owners, self.manager: Owned(mine.fields, stamp(now))})


def _unversioned(obj: Object) -> Any:
    return {**obj, "metadata": {k: v for k, v in obj["metadata"].items() if k != "resourceVersion"}}


def applied(resource: Resource, live: Object, config: Object, manager: Manager, *, force: bool) -> Applied:
    """Merge a manifest into the live object ({} for none) and take out what it no longer says.

    Raises ApiError when it changes what others have set, unless forced to.
    """
    shape = shape_of(resource)
    known = _counted(resource, shape, live)
    last = next((owned.fields for m, owned in known.items() if _is_same(m, manager)), frozenset())
    others = {m: owned for m, owned in known.items() if not _is_same(m, manager)}
    mine = fields_of(shape, _bare(config)) - STRIPPED
    owned_by_any = mine.union(*(owned.fields for owned in others.values()))
    new = without(shape, merge(shape, live, config), frozenset(last - owned_by_any), owned_by_any)
    found = compare(shape, _bare(live), _bare(new))
    own = _applied_by_client(shape, live) if manager.name == "kubectl" else frozenset()
    clashing = {m: sorted(owned.fields & found.set - own) for m, owned in others.items()}
    clashes = {m: paths for m, paths in clashing.items() if paths}
    if clashes and not force:
        raise refusals.apply_conflict(
            [(m.told(), text(path)) for m, paths in sorted(clashes.items()) for path in paths]
        )
    left = {m: Owned(owned.fields - found.set - found.removed, owned.at) for m, owned in others.items()}
    return Applied(new, {**left, manager: Owned(mine, "")}, manager)


def _applied_by_client(shape: Shape, live: Object) -> Fields:
    """What `kubectl apply` has set without the server's help: `kubectl apply --server-side` may change it."""
    last = dig(live, "metadata.annotations", {}).get(LAST_APPLIED, "{}")
    try:
        return fields_of(shape, json.loads(last))
    except (ValueError, TypeError, AttributeError):
        return frozenset()


def _is_same(known: Manager, manager: Manager) -> bool:
    """Who applies is the same whatever version of the API is used."""
    return known._replace(api_version="") == manager._replace(api_version="")


def _counted(resource: Resource, shape: Shape, live: Object) -> Owners:
    """Who owns what; everything is somebody's when counting begins with this apply."""
    known = owners(live) if live else {}
    if known or not live:
        return known
    everything = compare(shape, {"metadata": {}, **empty(shape)}, _bare(live)).set - STRIPPED
    return {Manager(BEFORE, "Update", resource.api_version): Owned(everything, live["metadata"]["creationTimestamp"])}
