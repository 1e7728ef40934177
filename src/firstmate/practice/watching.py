"""Watches: what is there, then every change, one JSON document a line, until the client has had enough."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import msgspec

from firstmate.practice import tables
from firstmate.practice.api import Watch
from firstmate.practice.objects import Object, name_of, namespace_of
from firstmate.practice.store import Change
from firstmate.practice.world import World

POLL_SECONDS = 0.2
LONGEST = timedelta(hours=1)
GONE = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "reason": "Expired", "code": 410}


async def stream(world: World, watch: Watch) -> AsyncIterator[bytes]:
    """The lines of a watch."""
    follower = Follower(world, watch)
    until = world.now + min(timedelta(seconds=int(watch.request.query.get("timeoutSeconds", "3600"))), LONGEST)
    for line in follower.first():
        yield line
    while world.now < until:
        for line in follower.more():
            yield line
        if follower.lost:
            return
        await asyncio.sleep(POLL_SECONDS)


class Follower:
    """Where a watch stands: the version it has seen, and the objects it has told of."""

    def __init__(self, world: World, watch: Watch) -> None:
        self.world = world
        self.watch = watch
        self.known: set[tuple[str, str]] = set()
        asked = watch.request.query.get("resourceVersion", "")
        self.from_start = asked in ("", "0")
        self.version = world.store.version if self.from_start else int(asked)
        self.lost = False

    def first(self) -> list[bytes]:
        """Without a version to start from, everything that is there comes first."""
        found = [obj for obj in self.world.find(self._key, self.watch.route.namespace) if self._wants(obj)]
        self.known = {_place(obj) for obj in found}
        return [self._line("ADDED", obj) for obj in found] if self.from_start else []

    def more(self) -> list[bytes]:
        """The changes since the last call."""
        changes = self.world.store.changes_after(self.version, self._key)
        self.version = max(self.version, self.world.store.version)
        if changes is None:
            self.lost = True
            told = {
                **GONE,
                "message": "too old resource version: the practice cluster has forgotten what happened since",
            }
            return [_encode({"type": "ERROR", "object": told})]
        return [line for change in changes for line in self._tell(change)]

    @property
    def _key(self) -> str:
        return self.watch.route.resource.key

    def _wants(self, obj: Object) -> bool:
        route = self.watch.route
        in_place = not route.namespace or namespace_of(obj) == route.namespace
        return in_place and (not route.name or name_of(obj) == route.name) and self.watch.selects(obj)

    def _tell(self, change: Change) -> list[bytes]:
        """An object that is no longer selected is, to this watch, deleted; one that now is, added."""
        place, wanted = _place(change.object), self._wants(change.object)
        was_known = place in self.known
        if change.type == "DELETED" or not wanted:
            self.known.discard(place)
            return [self._line("DELETED", change.object)] if was_known or (wanted and not self.from_start) else []
        self.known.add(place)
        return [self._line("MODIFIED" if was_known else "ADDED", change.object)]

    def _line(self, kind: str, obj: Object) -> bytes:
        form, resource = self.watch.request.form(), self.watch.route.resource
        if form == "Table":
            include = self.watch.request.query.get("includeObject", "Metadata")
            obj = tables.table(resource, [obj], self.world.now, include, obj["metadata"]["resourceVersion"])
        elif form:
            obj = tables.partial_metadata(resource, obj)
        return _encode({"type": kind, "object": obj})


def _place(obj: Object) -> tuple[str, str]:
    return namespace_of(obj), name_of(obj)


def _encode(line: Object) -> bytes:
    return msgspec.json.encode(line) + b"\n"
