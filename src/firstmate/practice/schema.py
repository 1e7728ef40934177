"""Whether an object has only fields that its type has, each of the right JSON type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from firstmate.practice.objects import Object
from firstmate.practice.types import Field, fields, is_known

HEAD = ("apiVersion", "kind")
SCALARS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "bool": (bool,),
    "int": (int,),
    "int32": (int,),
    "int64": (int,),
    "float64": (int, float),
    "[]byte": (str,),
}
GO_NAMES = {dict: "object", list: "array", str: "string", bool: "bool", int: "number", float: "number"}


def unknown_fields(type_name: str, obj: Object, path: str = "") -> Iterator[str]:
    """The paths of fields that the type does not have."""
    if not is_known(type_name):
        return
    known = fields(type_name)
    for name, value in obj.items():
        place = f"{path}.{name}" if path else name
        if name in known:
            yield from _inside(known[name], value, place)
        elif path or name not in HEAD:
            yield place


def _inside(field: Field, value: Any, place: str) -> Iterator[str]:
    if field.type.startswith("[]") and isinstance(value, list):
        for number, item in enumerate(value):
            if isinstance(item, dict):
                yield from unknown_fields(field.item_type, item, f"{place}[{number}]")
    elif field.type.startswith("map[") and isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, dict):
                yield from unknown_fields(field.item_type, item, f"{place}.{key}")
    elif isinstance(value, dict):
        yield from unknown_fields(field.type, value, place)


def misfit(type_name: str, obj: Object, path: str = "") -> str:
    """The decoder's sentence about the first value of a wrong type; "" when all fit."""
    known = fields(type_name)
    for name, value in obj.items():
        if name not in known or value is None:
            continue
        place = f"{path}.{name}" if path else name
        told = _misfit(type_name, known[name], value, place)
        if told:
            return told
    return ""


def _misfit(type_name: str, field: Field, value: Any, place: str) -> str:
    if field.type.startswith("[]") and field.type != "[]byte":
        return _misfits(type_name, field, value, place, list)
    if field.type.startswith("map["):
        return _misfits(type_name, field, value, place, dict)
    return _wrong(type_name, field.type, value, place)


def _misfits(type_name: str, field: Field, value: Any, place: str, kind: type) -> str:
    if not isinstance(value, kind):
        return _told(type_name, field.type, value, place)
    items: Any = value.values() if isinstance(value, dict) else value
    return next((told for item in items if (told := _wrong(type_name, field.item_type, item, place))), "")


def _wrong(type_name: str, wanted: str, value: Any, place: str) -> str:
    if wanted in SCALARS:
        fits = isinstance(value, SCALARS[wanted]) and (isinstance(value, bool) == (wanted == "bool"))
        return "" if fits or value is None else _told(type_name, wanted, value, place)
    if not is_known(wanted) or value is None:
        return ""
    return misfit(wanted, value, place) if isinstance(value, dict) else _told(type_name, wanted, value, place)


def _told(type_name: str, wanted: str, value: Any, place: str) -> str:
    struct = type_name.rpartition(".")[2]
    go_type = wanted.replace("core/v1.", "v1.").replace("apps/v1.", "v1.").replace("meta/v1.", "v1.")
    return f"json: cannot unmarshal {GO_NAMES[type(value)]} into Go struct field {struct}.{place} of type {go_type}"
