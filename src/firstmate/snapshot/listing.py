"""What was read of one kind of object, or the reason why it was not: not knowing is a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Generic, TypeVar

from firstmate.snapshot.objects import Object

T = TypeVar("T", bound=Object)


class Why(StrEnum):
    """Why something could not be read."""

    FORBIDDEN = "forbidden"
    UNAUTHORIZED = "unauthorized"
    TIMEOUT = "timeout"
    TLS = "tls"
    UNREACHABLE = "unreachable"
    GARBLED = "garbled"
    NOT_SERVED = "not served"
    NOT_READ = "not read"

    @property
    def is_failure(self) -> bool:
        """Somebody tried and failed; what a cluster does not serve, or nobody asked for, is no failure."""
        return self not in (Why.NOT_SERVED, Why.NOT_READ)


@dataclass(frozen=True, order=True)
class Missing:
    """A source that could not be read: why, and one sentence of detail (untrusted text, bounded by who shows it)."""

    why: Why
    detail: str = ""


@dataclass(frozen=True)
class Listing(Generic[T]):
    """All objects of one kind in scope, sorted by namespace and name.

    `missing` says why the listing is empty or incomplete; `namespace` is set when only that namespace was read.
    """

    items: tuple[T, ...] = ()
    missing: Missing | None = None
    namespace: str = ""

    @classmethod
    def of(cls, items: Iterable[T], missing: Missing | None = None, namespace: str = "") -> Listing[T]:
        """A listing in the one order that makes reports reproducible."""
        ordered = sorted(items, key=lambda o: (o.metadata.namespace, o.metadata.name, o.metadata.uid))
        return cls(tuple(ordered), missing, namespace)

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], T]:
        return {(o.metadata.namespace, o.metadata.name): o for o in self.items}

    @cached_property
    def by_namespace(self) -> dict[str, tuple[T, ...]]:
        groups: dict[str, list[T]] = {}
        for item in self.items:
            groups.setdefault(item.metadata.namespace, []).append(item)
        return {namespace: tuple(items) for namespace, items in groups.items()}

    def get(self, namespace: str, name: str) -> T | None:
        """The object of that name, or None: which may mean absent or not read (see `lacks`)."""
        return self._by_name.get((namespace, name))

    def lacks(self, namespace: str, name: str) -> bool:
        """Whether it is *known* that there is no such object: the listing was read whole and does not hold it."""
        if self.missing or (self.namespace and namespace != self.namespace):
            return False
        return (namespace, name) not in self._by_name
