"""From bytes to objects: pages of a list decoded straight into the fields that rules need, forgiving of odd fields.

The fast path decodes a whole page. Where one object does not fit (nulls, wrong types), the page is decoded object by
object: nulls are dropped and misfits lose the odd field only; what still does not fit is counted, never ignored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any, Generic, TypeVar

import msgspec

from firstmate.snapshot.kinds import Kind
from firstmate.snapshot.objects import Keyed, Object

T = TypeVar("T", bound=Object)
S = TypeVar("S", bound=msgspec.Struct)


class ListMeta(msgspec.Struct, frozen=True):
    continue_: str = msgspec.field(name="continue", default="")


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """`items` is always there in a list, so that no other JSON is taken for an empty one."""

    metadata: ListMeta = ListMeta()
    items: tuple[T, ...]


class RawPage(msgspec.Struct, frozen=True, kw_only=True):
    metadata: ListMeta = ListMeta()
    items: tuple[msgspec.Raw, ...] | None


@dataclass(frozen=True)
class Decoded:
    """Objects of one page, how many did not fit their kind, and the token of the next page ("" at the end)."""

    items: tuple[Object, ...]
    misfits: int = 0
    next_page: str = ""


BUILDING = Lock()
"""msgspec looks into a type when it is first used, and a thread that comes upon a type half looked into brings the
process down (seen with 0.22): one at a time, and before anything of it is decoded.
"""


@cache
def decoder(shape: Any) -> msgspec.json.Decoder[Any]:
    """The decoder of a type, safe to make and to use in several threads."""
    with BUILDING:
        return msgspec.json.Decoder(shape)


def _page_decoder(struct: type[Object]) -> msgspec.json.Decoder[Any]:
    return decoder(Page[struct])  # type: ignore[valid-type]  # a struct chosen at run time


_raw_page = msgspec.json.Decoder(RawPage)


def decode_page(kind: Kind, body: bytes) -> Decoded:
    """Decode one page of a list answer. Raises msgspec.DecodeError when it is not a JSON list of objects at all."""
    if kind.struct is not Keyed:
        try:
            page = _page_decoder(kind.struct).decode(body)
            if all(item.metadata.name for item in page.items):
                return Decoded(page.items, next_page=page.metadata.continue_)
        except msgspec.ValidationError:
            pass
    raw = _raw_page.decode(body)
    decoded = decode_items(kind, (msgspec.json.decode(item) for item in raw.items or ()))
    return Decoded(decoded.items, decoded.misfits, raw.metadata.continue_)


def decode_items(kind: Kind, items: Iterable[Any]) -> Decoded:
    """Decode plain objects one by one; a misfit costs itself, not the page."""
    good: list[Object] = []
    misfits = 0
    for item in items:
        obj = decode_object(kind.struct, item)
        if obj is None or not obj.metadata.name:
            misfits += 1
        else:
            good.append(obj)
    return Decoded(tuple(good), misfits)


def decode_object(struct: type[S], value: Any) -> S | None:
    """One object from plain data, or None when it is none of that kind."""
    if not isinstance(value, dict):
        return None
    plain = without_nulls(value)
    decoder(struct)
    if struct is Keyed:
        plain = {"metadata": plain.get("metadata"), "keys": _keys(plain)}
    for _ in range(8):
        try:
            return msgspec.convert(plain, struct)
        except msgspec.ValidationError as error:
            plain = _without(plain, path_of(str(error)))
            if plain is None:
                return None
    return None


def without_nulls(value: Any) -> Any:
    """The same data without null members: the API writes null where it means "not set"."""
    if isinstance(value, dict):
        return {k: without_nulls(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [without_nulls(v) for v in value if v is not None]
    return value


def path_of(message: str) -> list[str | int]:
    """msgspec ends its message with the place: "… - at `$.spec.containers[0].image`"."""
    _, _, place = message.rpartition("`$")
    parts: list[str | int] = []
    for part in place.rstrip("`").replace("[", ".[").split("."):
        if part.startswith("[") and part[1:-1].isdigit():
            parts.append(int(part[1:-1]))
        elif part:
            parts.append(part.removesuffix("[...]"))
    return parts


def _without(value: Any, path: list[str | int]) -> Any:
    """A copy without the member at the path; None when that would leave nothing (no path, metadata)."""
    if not path or (path[0] == "metadata" and len(path) == 1):
        return None
    head, rest = path[0], path[1:]
    if isinstance(value, dict) and head in value:
        if not rest:
            return {k: v for k, v in value.items() if k != head}
        inner = _without(value[head], rest)
        return {k: (inner if k == head else v) for k, v in value.items() if k != head or inner is not None}
    if isinstance(value, list) and isinstance(head, int) and head < len(value):
        inner = _without(value[head], rest) if rest else None
        return value[:head] + ([inner] if inner is not None else []) + value[head + 1 :]
    return None


def _keys(value: dict[str, Any]) -> list[str] | None:
    """The keys of a ConfigMap or Secret: from its data where a file has it, else from the managed fields.

    Server-side metadata tells keys as `fieldsV1: {"f:data": {"f:KEY": {}}}`; with neither, they are not known.
    """
    if any(part in value for part in ("data", "stringData", "binaryData")):
        return sorted({key for part in ("data", "stringData", "binaryData") for key in _members(value.get(part))})
    if isinstance(value.get("keys"), list):
        return [key for key in value["keys"] if isinstance(key, str)]
    managed = _members(value.get("metadata")).get("managedFields")
    if not isinstance(managed, list) or not managed:
        return None
    owned = [_members(_members(entry).get("fieldsV1")) for entry in managed]
    found = {key for fields in owned for part in ("f:data", "f:binaryData") for key in _members(fields.get(part))}
    return sorted(key.removeprefix("f:") for key in found if key.startswith("f:"))


def _members(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
