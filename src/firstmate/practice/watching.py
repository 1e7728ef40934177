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
BOOKMARK_SECONDS = 60
LONGEST = timedelta(hours=1)
GONE = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "reason": "Expired", "code": 410}


async def stream(world: World, watch: Watch) -> AsyncIterator[bytes]:
    """The lines of a watch."""
    follower = Follower(world, watch)
    until = world.now + min(timedelta(seconds=watch.request.number("timeoutSeconds") or 3600), LONGEST)
    for line in follower.first():
        yield line
    while world.now < until:
        for line in follower.more():
            yield line
        if follower.lost:
            return
        await asyncio.sleep(POLL_SECONDS)


class Follower:
    """Where a watch stands: the version it has seen."""

    def __init__(self, world: World, watch: Watch) -> None:
        self.world = world
        self.watch = watch
        asked = watch.request.number("resourceVersion")
        self.from_start = not asked
        self.version = asked or world.store.version
        self.bookmarked = world.now
        self.lost = False

    def first(self) -> list[bytes]:
        """Without a version to start from, everything that is there comes first."""
        if not self.from_start:
            return []
        found = self.world.find(self._key, self.watch.route.namespace)
        return [self._line("ADDED", obj) for obj in found if self._wants(obj)]

    def more(self) -> list[bytes]:
        """The changes since the last call, and now and then how far they go."""
        changes = self.world.store.changes_after(self.version, self._key)
        if changes is None:
            self.lost = True
            told = f"too old resource version: {self.version} ({self.world.store.version})"
            return [_encode({"type": "ERROR", "object": {**GONE, "message": told}})]
        self.version = max(self.version, self.world.store.version)
        return [*(line for change in changes for line in self._tell(change)), *self._bookmark()]

    def _bookmark(self) -> list[bytes]:
        due = self.world.now - self.bookmarked >= timedelta(seconds=BOOKMARK_SECONDS)
        if not due or not self.watch.request.flag("allowWatchBookmarks"):
            return []
        self.bookmarked = self.world.now
        resource = self.watch.route.resource
        metadata = {"resourceVersion": str(self.version), "creationTimestamp": None}
        mark = {"kind": resource.kind, "apiVersion": resource.api_version, "metadata": metadata}
        return [_encode({"type": "BOOKMARK", "object": mark})]

    @property
    def _key(self) -> str:
        return self.watch.route.resource.key

    def _wants(self, obj: Object) -> bool:
        route = self.watch.route
        in_place = not route.namespace or namespace_of(obj) == route.namespace
        return in_place and (not route.name or name_of(obj) == route.name) and self.watch.selects(obj)

    def _tell(self, change: Change) -> list[bytes]:
        """An object that is no longer selected is, to this watch, deleted; one that now is, added."""
        was = change.before is not None and self._wants(change.before)
        if change.type != "DELETED" and self._wants(change.object):
            return [self._line("MODIFIED" if was else "ADDED", change.object)]
        return [self._line("DELETED", change.object)] if was else []

    def _line(self, kind: str, obj: Object) -> bytes:
        form, resource = self.watch.request.form(), self.watch.route.resource
        if form == "Table":
            include = self.watch.request.query.get("includeObject", "Metadata")
            obj = tables.table(resource, [obj], self.world.now, include, obj["metadata"]["resourceVersion"])
        elif form:
            obj = tables.partial_metadata(resource, obj)
        return _encode({"type": kind, "object": obj})


def _encode(line: Object) -> bytes:
    return msgspec.json.encode(line) + b"\n"
