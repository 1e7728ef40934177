"""A site file as text, made of what is known: written to be read and completed by a person."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from firstmate.text import plain

WORD = re.compile(
    r"[A-Za-z/][A-Za-z0-9/._@+=-]*(?::[A-Za-z0-9/._@+=-]+)*(?: [A-Za-z0-9(][A-Za-z0-9/._@+()-]*)*"
    r"|[0-9]{1,3}(?:\.[0-9]{1,3}){3}"
)
"""Text that stands without quotes: nothing in it means anything to YAML, and it is no number."""
RESERVED = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")
"""Words that some reader of YAML takes for something else than text."""


def scalar(value: str | float | bool) -> str:
    """A value on one line; text in quotes where it could be taken for something else."""
    if not isinstance(value, str):
        return json.dumps(value)
    text = plain(value)
    is_plain = WORD.fullmatch(text) and text.lower() not in RESERVED
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def flow(value: Any) -> str:
    """The same of lists and mappings: `{kind: tcp, port: 80}`."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{scalar(key)}: {flow(part)}' for key, part in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(flow, value))}]"
    return scalar(value)


def comment(text: str) -> str:
    """One line for the person who completes the file."""
    return f"# {plain(text)}"


def section(key: str, entries: Iterable[Mapping[str, Any]]) -> list[str]:
    """A list of mappings, a key a line; empty where there is no entry."""
    lines = []
    for entry in entries:
        parts = [f"{name}: {flow(value)}" for name, value in entry.items()]
        lines += [f"  {'- ' if number == 0 else '  '}{part}" for number, part in enumerate(parts)]
    return [f"{key}:", *lines] if lines else []
