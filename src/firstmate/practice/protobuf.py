"""Bodies in Kubernetes' protobuf encoding, which kubectl's `create` commands send, as plain objects.

https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from firstmate.practice.kinds import BY_KIND
from firstmate.practice.objects import Object, stamp
from firstmate.practice.refusals import ApiError, bad_request
from firstmate.practice.types import Field, declared, is_known, type_of

MAGIC = b"k8s\x00"
OPTIONS = "meta/v1.DeleteOptions"
Raw = int | bytes


def decode(body: bytes) -> Object:
    """The object in an encoded body. Raises ApiError when it is none, or of a kind that is not known."""
    if not body.startswith(MAGIC):
        raise bad_request("the body is not in Kubernetes' protobuf encoding")
    try:
        envelope = _by_number(body[len(MAGIC) :])
        head = _by_number(_bytes(envelope[1]))
        api_version, kind = (_bytes(head.get(number, b"")).decode() for number in (1, 2))
        content = _message(_type(api_version, kind), _bytes(envelope[2]))
    except (KeyError, IndexError, OverflowError, TypeError, ValueError, struct.error) as error:
        raise bad_request("the protobuf in the body is broken") from error
    return {"apiVersion": api_version, "kind": kind, **content}


def _type(api_version: str, kind: str) -> str:
    if kind == "DeleteOptions":
        return OPTIONS
    resource = BY_KIND.get((api_version, kind))
    if resource is None or not is_known(type_of(resource)):
        raise ApiError(415, "UnsupportedMediaType", f"{kind} in {api_version} is not understood in protobuf: send JSON")
    return type_of(resource)


def _bytes(value: Raw) -> bytes:
    if isinstance(value, int):
        raise TypeError("a number where bytes belong")
    return value


# ---- the wire format -----------------------------------------------------------------------------------------------


def _parts(data: bytes) -> Iterator[tuple[int, Raw]]:
    """The fields of a message: number and value."""
    place = 0
    while place < len(data):
        tag, place = _varint(data, place)
        match tag & 7:
            case 0:
                number, place = _varint(data, place)
                yield tag >> 3, number
            case 1:
                yield tag >> 3, data[place : place + 8]
                place += 8
            case 2:
                length, place = _varint(data, place)
                yield tag >> 3, data[place : place + length]
                place += length
            case _:
                yield tag >> 3, data[place : place + 4]
                place += 4


def _varint(data: bytes, place: int) -> tuple[int, int]:
    number, shift = 0, 0
    while True:
        byte = data[place]
        number |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return (number - 2**64 if number >= 2**63 else number), place


def _by_number(data: bytes) -> dict[int, Raw]:
    return dict(_parts(data))


# ---- by type -------------------------------------------------------------------------------------------------------


def _message(type_name: str, data: bytes) -> Object:
    by_number = {field.number: field for field in declared(type_name)}
    result: Object = {}
    for number, raw in _parts(data):
        if number in by_number:
            _put(result, by_number[number], raw)
    return result


def _put(result: Object, field: Field, raw: Raw) -> None:
    """Add one field to the object. Zero values are sent for fields that are not set: these stay out."""
    if not field.name:
        result.update(_message(field.type, _bytes(raw)))
    elif field.type.startswith("map["):
        key, value = _entry(field.type.removeprefix("map[string]"), _bytes(raw))
        result.setdefault(field.name, {})[key] = value
    elif field.type.startswith("[]") and field.type != "[]byte":
        result.setdefault(field.name, []).append(_value(field.type.removeprefix("[]"), raw))
    else:
        value = _value(field.type, raw)
        if field.keep or value not in ("", 0, False, {}, None):
            result[field.name] = value


def _entry(type_name: str, data: bytes) -> tuple[str, Any]:
    parts = _by_number(data)
    return _bytes(parts.get(1, b"")).decode(), _value(type_name, parts.get(2, b""))


def _value(type_name: str, raw: Raw) -> Any:
    convert = CONVERT.get(type_name)
    return convert(raw) if convert else _message(type_name, _bytes(raw))


def _number(raw: Raw) -> int:
    if not isinstance(raw, int):
        raise TypeError("bytes where a number belongs")
    return raw


def _text(raw: Raw) -> str:
    return _bytes(raw).decode()


def _quantity(raw: Raw) -> str:
    return _text(_by_number(_bytes(raw)).get(1, b""))


def _int_or_string(raw: Raw) -> int | str:
    """Type 0 is a number, 1 a text."""
    parts = _by_number(_bytes(raw))
    return _text(parts.get(3, b"")) if parts.get(1) else _number(parts.get(2, 0))


def _time(raw: Raw) -> str | None:
    seconds = _by_number(_bytes(raw)).get(1)
    return stamp(datetime.fromtimestamp(_number(seconds), UTC)) if seconds else None


def _json(raw: Raw) -> Any:
    inner = _by_number(_bytes(raw)).get(1, b"")
    return msgspec.json.decode(_bytes(inner)) if inner else None


CONVERT: dict[str, Callable[[Raw], Any]] = {
    "string": _text,
    "bool": lambda raw: bool(_number(raw)),
    "int": _number,
    "int32": _number,
    "int64": _number,
    "float64": lambda raw: struct.unpack("<d", _bytes(raw))[0],
    "[]byte": lambda raw: base64.b64encode(_bytes(raw)).decode(),
    "resource.Quantity": _quantity,
    "intstr.IntOrString": _int_or_string,
    "meta/v1.Time": _time,
    "meta/v1.MicroTime": _time,
    "meta/v1.FieldsV1": _json,
    "runtime.RawExtension": _json,
}
