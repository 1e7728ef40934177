"""Lists in pages: `limit` and `continue`, each page from the same moment as the first.

Source: k8s.io/apiserver/pkg/storage/continue.go
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from firstmate.practice.objects import Object, name_of, namespace_of
from firstmate.practice.refusals import ApiError, bad_request

KEPT = timedelta(minutes=5)
MOST = 64
LATEST = -1
TOO_OLD = (
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without "
    "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. "
    "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or "
    "deleted between the time the first chunk was returned and now may show up in the list."
)
Asked = tuple[str, ...]
"""What a list is of: kind, namespace, selectors."""


class Token(NamedTuple):
    """Where a list goes on: as it was at a version, after an object."""

    version: int
    after: tuple[str, str]


class Page(NamedTuple):
    """Some of a list, and what its metadata says."""

    objects: list[Object]
    metadata: Object


@dataclass
class Lists:
    """The lists that clients are in the middle of: as in etcd, for five minutes."""

    _begun: dict[tuple[Asked, int], tuple[datetime, list[Object]]] = field(default_factory=dict)

    def begin(self, asked: Asked, version: int, now: datetime, objects: list[Object], limit: int) -> Page:
        if 0 < limit < len(objects):
            self._forget(now)
            self._begun[asked, version] = now, objects
        return _page(objects, version, limit, asked)

    def go_on(self, asked: Asked, text: str, limit: int, version: int, latest: list[Object], now: datetime) -> Page:
        """The next page. Raises ApiError when its list is forgotten: it can be continued as it is by now."""
        token = _decoded(text)
        self._forget(now)
        if token.version == LATEST:
            left = [obj for obj in latest if _place(obj) > token.after]
            return _page(left, version, limit, asked)
        if (asked, token.version) not in self._begun:
            refusal = ApiError(410, "Expired", TOO_OLD)
            refusal.metadata = {"continue": _encoded(Token(LATEST, token.after))}
            raise refusal
        left = [obj for obj in self._begun[asked, token.version][1] if _place(obj) > token.after]
        return _page(left, token.version, limit, asked)

    def _forget(self, now: datetime) -> None:
        fresh = [(key, value) for key, value in self._begun.items() if now - value[0] < KEPT]
        self._begun = dict(fresh[-MOST:])


def _page(objects: list[Object], version: int, limit: int, asked: Asked) -> Page:
    metadata: Object = {"resourceVersion": str(version)}
    if limit <= 0 or len(objects) <= limit:
        return Page(objects, metadata)
    metadata["continue"] = _encoded(Token(version, _place(objects[limit - 1])))
    if not any(asked[2:]):  # who selects is not told how many are left
        metadata["remainingItemCount"] = len(objects) - limit
    return Page(objects[:limit], metadata)


def _place(obj: Object) -> tuple[str, str]:
    return namespace_of(obj), name_of(obj)


def _encoded(token: Token) -> str:
    told = {"v": "meta.k8s.io/v1", "rv": token.version, "start": "/".join(token.after) + "\0"}
    return base64.urlsafe_b64encode(json.dumps(told, separators=(",", ":")).encode()).decode().rstrip("=")


def _decoded(text: str) -> Token:
    try:
        told = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        namespace, _, name = told["start"].removesuffix("\0").partition("/")
        return Token(int(told["rv"]), (namespace, name))
    except (binascii.Error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise bad_request(f"invalid continue token: continue key is not valid: {error}") from error
