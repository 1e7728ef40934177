"""Bodies in Kubernetes' protobuf encoding are understood; broken ones are refused, never half understood."""

from __future__ import annotations

import random

import pytest

from firstmate.practice.protobuf import MAGIC, decode
from firstmate.practice.refusals import ApiError


def field(number: int, value: bytes | str | int) -> bytes:
    """One field of a message, by hand."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def varint(number: int) -> bytes:
    number %= 2**64
    out = b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


def body(api_version: str, kind: str, content: bytes) -> bytes:
    return MAGIC + field(1, field(1, api_version) + field(2, kind)) + field(2, content)


METADATA = field(1, field(1, "s") + field(2, "") + field(3, "dev") + field(11, field(1, "app") + field(2, "web")))


def test_a_secret() -> None:
    """Maps, bytes as base64, and no fields that were not set."""
    content = METADATA + field(2, field(1, "token") + field(2, b"hidden")) + field(3, "Opaque")
    assert decode(body("v1", "Secret", content)) == {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "s", "namespace": "dev", "labels": {"app": "web"}},
        "data": {"token": "aGlkZGVu"},
        "type": "Opaque",
    }


def test_a_service() -> None:
    """Lists of messages, and ports that are numbers or names."""
    number = field(1, "a") + field(3, 80) + field(4, field(1, 0) + field(2, 8080) + field(3, ""))
    name = field(1, "b") + field(3, 443) + field(4, field(1, 1) + field(2, 0) + field(3, "https"))
    decoded = decode(body("v1", "Service", METADATA + field(2, field(1, number) + field(1, name))))
    assert decoded["spec"]["ports"] == [
        {"name": "a", "port": 80, "targetPort": 8080},
        {"name": "b", "port": 443, "targetPort": "https"},
    ]


def test_delete_options() -> None:
    """A grace period of zero is told, since it is set."""
    assert decode(body("v1", "DeleteOptions", field(1, 0) + field(4, "Background"))) == {
        "apiVersion": "v1",
        "kind": "DeleteOptions",
        "gracePeriodSeconds": 0,
        "propagationPolicy": "Background",
    }


def test_negative_numbers() -> None:
    """They are sent as two's complement of 64 bits."""
    content = METADATA + field(2, field(1, -1))
    assert decode(body("apps/v1", "Deployment", content))["spec"] == {"replicas": -1}


def test_a_volume_has_its_source_in_itself() -> None:
    """What Go embeds is inlined in JSON."""
    volume = field(1, "v") + field(2, field(6, field(1, "keys")))
    decoded = decode(body("v1", "Pod", METADATA + field(2, field(1, volume))))
    assert decoded["spec"]["volumes"] == [{"name": "v", "secret": {"secretName": "keys"}}]


@pytest.mark.parametrize("content", [b"", b"{}", MAGIC, MAGIC + b"\xff\xff", body("v1", "Nonsense", b"")])
def test_what_is_no_protobuf_of_a_known_kind_is_refused(content: bytes) -> None:
    """With a Status, not with a crash."""
    with pytest.raises(ApiError):
        decode(content)


def test_noise_is_refused_or_understood() -> None:
    """Whatever is damaged on the way, there is an answer."""
    good = body("v1", "Secret", METADATA + field(2, field(1, "token") + field(2, b"hidden")))
    chance = random.Random(7)
    for _ in range(2000):
        damaged = bytearray(good)
        damaged[chance.randrange(4, len(damaged))] = chance.randrange(256)
        try:
            decode(bytes(damaged[: chance.randrange(4, len(damaged))]))
        except ApiError:
            continue
