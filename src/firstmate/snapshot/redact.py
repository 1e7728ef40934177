"""What of an object may be written to a file: everything but values that could be secrets.

Rules need addresses out of environments and arguments (`DB_HOST=db:5432`); nobody needs a password out of them.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from firstmate.snapshot.objects import Object

HIDDEN = "(redacted)"
# A host name, an address, a port, a number, a flag or a path: what configuration is made of, and no credentials in it.
HARMLESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://)?[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:\d{1,5})?(/[\w./-]*)?|\d{1,9}|true|false|/[\w./-]*",
    re.IGNORECASE,
)
SECRETIVE = re.compile(r"pass|secret|token|credential|api_?key|private|auth|dsn|cert|salt|signature", re.IGNORECASE)
FLAG = re.compile(r"(--?[\w.-]*(?:pass|secret|token|credential|key|auth|dsn)[\w.-]*)(=|\s+)(\S+)", re.IGNORECASE)
USERINFO = re.compile(r"://[^/@\s]+@")


def redacted(obj: Object) -> dict[str, Any]:
    """The object as plain data for a file, secret-looking values replaced."""
    return _redact(msgspec.to_builtins(obj))  # type: ignore[no-any-return]  # an object becomes a dict


def _redact(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _member(key, member) for key, member in value.items()}
    if isinstance(value, list):
        return [_redact(member) for member in value]
    return value


def _member(key: str, value: Any) -> Any:
    if key == "env" and isinstance(value, list):
        return [{**entry, **({"value": _value(entry)} if "value" in entry else {})} for entry in value]
    if key in ("args", "command") and isinstance(value, list):
        return [_argument(str(argument)) for argument in value]
    return _redact(value)


def _value(entry: dict[str, Any]) -> str:
    name, value = str(entry.get("name", "")), str(entry["value"])
    return value if HARMLESS.fullmatch(value) and not SECRETIVE.search(name) else HIDDEN


def _argument(argument: str) -> str:
    return USERINFO.sub(f"://{HIDDEN}@", FLAG.sub(rf"\1\2{HIDDEN}", argument))
