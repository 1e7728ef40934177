"""What etcd is to a real cluster: every object by kind, namespace and name, one version counter, a change log."""

from __future__ import annotations

import uuid
from collections import deque
from dataclasses import dataclass
from typing import Any

from firstmate.practice.objects import Object, name_of, namespace_of

REMEMBERED_CHANGES = 2000
UIDS = uuid.UUID("5b5a3a52-6b0f-4f0e-9d5c-7c1f0f5b2c11")


@dataclass(frozen=True)
class Change:
    """One write, as a watch tells it: ADDED, MODIFIED or DELETED."""

    version: int
    type: str
    key: str
    object: Object
    before: Object | None = None


class Store:
    """Objects in it are never changed in place: writers put a changed copy."""

    def __init__(self, seed: str) -> None:
        self.seed = seed
        self.version = 1
        self.unsaved = True
        """Whether something changed that is worth writing to disk: heartbeats would wear out an SD card."""
        self._objects: dict[str, dict[tuple[str, str], Object]] = {}
        self._since = 1
        """The version before the first change that may be remembered."""
        self._changes: deque[Change] = deque(maxlen=REMEMBERED_CHANGES)

    def get(self, key: str, namespace: str, name: str) -> Object | None:
        return self._objects.get(key, {}).get((namespace, name))

    def find(self, key: str, namespace: str = "") -> list[Object]:
        """All of a kind, or those of one namespace, by namespace and name."""
        found = self._objects.get(key, {})
        return [found[place] for place in sorted(found) if not namespace or place[0] == namespace]

    def kinds(self) -> list[str]:
        return sorted(self._objects)

    def put(self, key: str, obj: Object) -> Object:
        """Keep an object; its resourceVersion is set here. A write that changes nothing is none, as in etcd."""
        place = (namespace_of(obj), name_of(obj))
        known = self._objects.setdefault(key, {})
        old = known.get(place)
        if old is not None and _without_version(old) == _without_version(obj):
            return old
        self._count(key)
        kept = {**obj, "metadata": {**obj["metadata"], "resourceVersion": str(self.version)}}
        known[place] = kept
        self._changes.append(Change(self.version, "MODIFIED" if old else "ADDED", key, kept, old))
        return kept

    def remove(self, key: str, obj: Object) -> None:
        gone = self._objects.get(key, {}).pop((namespace_of(obj), name_of(obj)), None)
        if gone is not None:
            self._count(key)
            last = {**gone, "metadata": {**gone["metadata"], "resourceVersion": str(self.version)}}
            self._changes.append(Change(self.version, "DELETED", key, last, gone))

    def _count(self, key: str) -> None:
        self.version += 1
        self.unsaved = self.unsaved or key != "leases.coordination.k8s.io"

    def changes_after(self, version: int, key: str) -> list[Change] | None:
        """The writes to a kind since a version; None when they are no longer remembered."""
        is_full = len(self._changes) == REMEMBERED_CHANGES
        if version < (self._changes[0].version - 1 if is_full else self._since):
            return None
        return [change for change in self._changes if change.version > version and change.key == key]

    def new_uid(self, *parts: str) -> str:
        """The next uid: the same for the same history."""
        return str(uuid.uuid5(UIDS, "/".join((self.seed, str(self.version), *parts))))

    # ---- on disk -----------------------------------------------------------------------------------------------------

    def dump(self) -> dict[str, Any]:
        """Everything that has to outlive the process."""
        objects = {key: self.find(key) for key in self.kinds() if self._objects[key]}
        return {"seed": self.seed, "version": self.version, "objects": objects}

    @classmethod
    def load(cls, dumped: dict[str, Any]) -> Store:
        store = cls(dumped["seed"])
        store.version = store._since = dumped["version"]
        store._objects = {
            key: {(namespace_of(obj), name_of(obj)): obj for obj in objects}
            for key, objects in dumped["objects"].items()
        }
        return store


def _without_version(obj: Object) -> Object:
    return {**obj, "metadata": {k: v for k, v in obj["metadata"].items() if k != "resourceVersion"}}
