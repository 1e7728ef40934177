"""Files and manifests that the guard reads: what an agent wrote neither hangs nor crashes it. Light: for the hook."""

from __future__ import annotations

import os
import re
import stat
from typing import Any

LONGEST = 256 * 1024
"""Bytes of a file."""
DEEPEST = 100
"""The C parser of YAML recurses without a limit, until the process dies."""
BRACKETS = re.compile(r"[\[\]{}]")
INDENTED = re.compile(rf"^[ \t?:-]{{{2 * DEEPEST}}}", re.MULTILINE)


def of_file(path: str) -> str | None:
    """The text of a plain file that is not too long, else None. A pipe or a device is never waited for."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), encoding="utf-8") as opened:
            found = os.fstat(opened.fileno())
            return opened.read() if stat.S_ISREG(found.st_mode) and found.st_size <= LONGEST else None
    except (OSError, ValueError):
        return None


def documents(text: str) -> list[Any] | None:
    """The documents of a YAML text, else None."""
    if _is_too_deep(text):
        return None
    import yaml  # noqa: PLC0415 - most commands have no manifest, and it costs the hook more than all the rest

    try:
        return list(yaml.load_all(text, yaml.CSafeLoader))
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _is_too_deep(text: str) -> bool:
    """Rather too early than too late: a bracket in quotes counts as well."""
    if INDENTED.search(text):
        return True
    depth = 0
    for bracket in BRACKETS.findall(text):
        depth += 1 if bracket in "[{" else -1
        if depth > DEEPEST:
            return True
    return False
