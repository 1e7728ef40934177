"""The standing orders as they were checked last, for whoever has no time to read YAML: small JSON beside the state.

The hook imports this: it stays light.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from firstmate.digest import sha256
from firstmate.guard.orders import DEFAULTS, STRICTEST, Orders, orders_from, without_loosening

SCHEMA = 1
LARGEST = 1_000_000


class Files(NamedTuple):
    """The orders as a person writes them, and as they were checked last."""

    written: str
    checked: str


class InForce(NamedTuple):
    """The orders that hold now, and what is wrong with the file; empty when they are the file's."""

    orders: Orders
    problem: str = ""


def in_force(files: Files) -> InForce:
    """The orders as they were checked last.

    A file that was found bad leaves the last good ones in force. One that nobody has checked yet leaves of them what
    they tighten. Where there are none, nothing is done unasked.
    """
    file = files.written
    try:
        digest = digest_of(file)
    except FileNotFoundError:
        return InForce(DEFAULTS)
    except OSError as error:
        return InForce(STRICTEST, f"{file} cannot be read: {error.strerror}")
    try:
        checked = _read(files.checked)
        orders = orders_from(checked["content"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return InForce(STRICTEST, f"{file} was never checked: run `firstmate orders check`")
    if checked.get("sha256") == digest:
        return InForce(orders)
    if checked.get("refused") == digest:
        return InForce(orders, f"{file} is not valid, the last good orders are in force: `firstmate orders check`")
    return InForce(without_loosening(orders), f"{file} has changed since it was checked: run `firstmate orders check`")


def accept(sidecar: str, digest: str, content: Mapping[str, Any]) -> None:
    """Put the checked content of the file with this digest in force. Raises OSError."""
    _write(sidecar, {"schema": SCHEMA, "sha256": digest, "content": content})


def refuse(sidecar: str, digest: str) -> None:
    """Note that the file with this digest is bad. Raises OSError."""
    try:
        _write(sidecar, {**_read(sidecar), "refused": digest})
    except (FileNotFoundError, ValueError):
        return  # there are no good ones to keep


def digest_of(file: str) -> str:
    """SHA-256 of a file. Raises OSError."""
    with open(file, "rb") as opened:
        return sha256(opened.read(LARGEST))


def _read(sidecar: str) -> dict[str, Any]:
    with open(sidecar, encoding="utf-8") as opened:
        checked = json.load(opened)
    if not isinstance(checked, dict) or checked.get("schema") != SCHEMA:
        raise ValueError(sidecar)
    return checked


def _write(sidecar: str, checked: Mapping[str, Any]) -> None:
    os.makedirs(os.path.dirname(sidecar), mode=0o700, exist_ok=True)
    half = f"{sidecar}.{os.getpid()}"
    with open(half, "w", encoding="utf-8") as opened:
        json.dump(checked, opened)
    os.replace(half, sidecar)
