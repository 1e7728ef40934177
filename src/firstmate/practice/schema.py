"""Whether an object has only fields that its type has, each of the right JSON type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

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
TYPED = {
    **dict.fromkeys(("int", "int32", "int64", "float64"), "numeric (int or float)"),
    **dict.fromkeys(("string", "[]byte"), "string"),
    "bool": "boolean",
}
GO_TYPES = {
    dict: "map[string]interface {}",
    list: "[]interface {}",
    str: "string",
    bool: "bool",
    int: "int64",
    float: "float64",
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


def written(type_name: str, obj: Object) -> Object:
    """The object as the API server writes it out: empty values are left out where their field says so."""
    if not is_known(type_name):
        return obj
    known = fields(type_name)
    return {
        name: _written(known[name], value) if name in known else value
        for name, value in obj.items()
        if name not in known or not _is_left_out(known[name], value)
    }


def _is_left_out(field: Field, value: Any) -> bool:
    is_plain = field.type in SCALARS or field.type.startswith(("[]", "map["))
    return is_plain and not field.keep and value is not None and not value


def _written(field: Field, value: Any) -> Any:
    if isinstance(value, list):
        return [written(field.item_type, item) if isinstance(item, dict) else item for item in value]
    if not isinstance(value, dict):
        return value
    if field.type.startswith("map["):
        return {key: written(field.item_type, item) if isinstance(item, dict) else item for key, item in value.items()}
    return written(field.type, value)


class Misfit(NamedTuple):
    """A value of a wrong type: in which type, at which place, and what should be there."""

    type: str
    place: str
    wanted: str
    value: Any

    def decoding(self) -> str:
        """In the words of the decoder of JSON."""
        struct = self.type.rpartition(".")[2]
        go_type = self.wanted.replace("core/v1.", "v1.").replace("apps/v1.", "v1.").replace("meta/v1.", "v1.")
        got = GO_NAMES[type(self.value)]
        return f"json: cannot unmarshal {got} into Go struct field {struct}.{self.place} of type {go_type}"

    def typing(self) -> str:
        """In the words of server-side apply."""
        wanted = TYPED.get(self.wanted, "list" if self.wanted.startswith("[]") else "map")
        return f".{self.place}: expected {wanted}, got {GO_TYPES[type(self.value)]}"


def misfit(type_name: str, obj: Object, path: str = "") -> Misfit | None:
    """The first value of a wrong type; None when all fit."""
    known = fields(type_name)
    for name, value in obj.items():
        if name not in known or value is None:
            continue
        place = f"{path}.{name}" if path else name
        told = _misfit(type_name, known[name], value, place)
        if told:
            return told
    return None


def _misfit(type_name: str, field: Field, value: Any, place: str) -> Misfit | None:
    if field.type.startswith("[]") and field.type != "[]byte":
        return _misfits(type_name, field, value, place, list)
    if field.type.startswith("map["):
        return _misfits(type_name, field, value, place, dict)
    return _wrong(type_name, field.type, value, place)


def _misfits(type_name: str, field: Field, value: Any, place: str, kind: type) -> Misfit | None:
    if not isinstance(value, kind):
        return Misfit(type_name, place, field.type, value)
    items: Any = value.values() if isinstance(value, dict) else value
    return next((told for item in items if (told := _wrong(type_name, field.item_type, item, place))), None)


def _wrong(type_name: str, wanted: str, value: Any, place: str) -> Misfit | None:
    if wanted in SCALARS:
        fits = isinstance(value, SCALARS[wanted]) and (isinstance(value, bool) == (wanted == "bool"))
        return None if fits or value is None else Misfit(type_name, place, wanted, value)
    if not is_known(wanted) or value is None:
        return None
    return misfit(wanted, value, place) if isinstance(value, dict) else Misfit(type_name, place, wanted, value)
