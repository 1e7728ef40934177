"""What of an object may be written to a file: everything but values that could be secrets.

Rules need addresses out of environments and arguments (`DB_HOST=db:5432`); nobody needs a password out of them.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from firstmate.redaction import HIDDEN
from firstmate.snapshot.objects import Object

# A host name, an address, a port, a number, a flag or a path: what configuration is made of, and no credentials in it.
HARMLESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://)?[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:\d{1,5})?(/[\w./-]*)?|\d{1,9}|true|false|/[\w./-]*",
    re.IGNORECASE,
)
RANDOM = re.compile(r"(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{20,}", re.IGNORECASE)
SECRETIVE = re.compile(r"pass|secret|token|credential|api_?key|private|auth|dsn|cert|salt|signature", re.IGNORECASE)
SENSITIVE_FLAG = r"(?<!\S)--?[\w.-]*(?:pass|secret|token|credential|key|auth|dsn)[\w.-]*"
FLAG = re.compile(rf"({SENSITIVE_FLAG})(=|\s+)(\S+)", re.IGNORECASE)
LONE_FLAG = re.compile(SENSITIVE_FLAG, re.IGNORECASE)
USERINFO = re.compile(r"://[^/@\s]+@")


def redacted(obj: Object) -> dict[str, Any]:
    """The object as plain data for a file, secret-looking values replaced."""
    return _redact(msgspec.to_builtins(obj))  # type: ignore[no-any-return]  # an object becomes a dict


def scrubbed(text: str) -> str:
    """Any text without the values of secretive flags, and without the credentials in addresses."""
    return USERINFO.sub(f"://{HIDDEN}@", FLAG.sub(rf"\1\2{HIDDEN}", text)) if "-" in text or "://" in text else text


def _redact(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _member(key, member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_redact(member) for member in value]
    return scrubbed(value) if isinstance(value, str) else value


def _member(key: str, value: Any) -> Any:
    if key == "env":
        return [{**entry, **({"value": _value(entry)} if "value" in entry else {})} for entry in value]
    if key in ("args", "command"):
        return _arguments(value)
    return _redact(value)


def _value(entry: dict[str, Any]) -> str:
    name, value = str(entry.get("name", "")), str(entry["value"])
    shown = HARMLESS.fullmatch(value) and not SECRETIVE.search(name) and not RANDOM.search(value)
    return value if shown else HIDDEN


def _arguments(arguments: tuple[str, ...]) -> list[str]:
    """Also `--password` and its value as two arguments."""
    before = ("", *arguments)
    return [
        HIDDEN if LONE_FLAG.fullmatch(flag) and not argument.startswith("-") else scrubbed(argument)
        for flag, argument in zip(before, arguments, strict=False)
    ]
