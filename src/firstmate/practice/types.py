"""The fields of Kubernetes' types: names, protobuf numbers, and how a patch merges them.

types.json is made from the Go sources by scripts/generators/kubernetes_types.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from firstmate.practice.kinds import Resource

FILE = Path(__file__).with_name("types.json")
GROUPS = {"": "core", "networking.k8s.io": "networking", "rbac.authorization.k8s.io": "rbac"}
REPEATED = re.compile(r"^(\[\]|map\[string\])")


@dataclass(frozen=True)
class Field:
    """One field of a type. `name` is "" when the fields of its type stand in the object itself."""

    name: str
    number: int
    type: str
    keep: bool
    patch: str

    @property
    def merge_key(self) -> str | None:
        """The key of the items that a strategic merge patch merges; "" for plain values, None for no merging."""
        return self.patch.removeprefix("merge:") if self.patch.startswith("merge:") else None

    @property
    def item_type(self) -> str:
        """The type of the items of a list or map; else its own."""
        return REPEATED.sub("", self.type)


@cache
def _table() -> dict[str, dict[str, tuple[int, str, bool, str]]]:
    return msgspec.json.decode(FILE.read_bytes(), type=dict[str, dict[str, tuple[int, str, bool, str]]])


def type_of(resource: Resource) -> str:
    """The type of a kind: `apps/v1.Deployment`; one that is not in the table for a custom resource."""
    group = GROUPS.get(resource.group, resource.group.partition(".")[0])
    return f"{group}/{resource.version}.{resource.kind}"


@cache
def declared(type_name: str) -> tuple[Field, ...]:
    """The fields as protobuf has them; none for types that are not in the table."""
    found = _table().get(type_name, {})
    return tuple(Field("" if name.startswith("(") else name, *rest) for name, rest in found.items())


@cache
def fields(type_name: str) -> dict[str, Field]:
    """The fields by name as JSON has them: inlined ones among the others."""
    flat: dict[str, Field] = {}
    for field in declared(type_name):
        flat |= {field.name: field} if field.name else fields(field.type)
    return flat


def is_known(type_name: str) -> bool:
    return type_name in _table()
