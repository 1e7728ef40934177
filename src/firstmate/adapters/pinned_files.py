"""Copies of files that an approved act reads, named by their content: nobody changes them afterwards. Light."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable
from typing import NamedTuple

FOLDER = "pinned"
LARGEST = 1024 * 1024


class Pinned(NamedTuple):
    """A copy, and the SHA-256 of what is in it."""

    copy: str
    sha256: str


def pin(state: str, paths: Iterable[str]) -> dict[str, Pinned] | None:
    """Copy each file into the state folder. None: one of them is not there, no plain file, or too large."""
    pinned: dict[str, Pinned] = {}
    for path in paths:
        content = _content(path)
        if content is None:
            return None
        digest = hashlib.sha256(content).hexdigest()
        copy = os.path.join(state, FOLDER, digest, os.path.basename(path))
        if _is_other(copy, content):
            _write(copy, content, 0o500 if os.access(path, os.X_OK) else 0o400)
        pinned[path] = Pinned(copy, digest)
    return pinned


def _content(path: str) -> bytes | None:
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as opened:
            content = opened.read(LARGEST + 1) if stat.S_ISREG(os.fstat(opened.fileno()).st_mode) else None
    except (OSError, ValueError):
        return None
    return content if content is not None and len(content) <= LARGEST else None


def _is_other(copy: str, content: bytes) -> bool:
    """Whether the copy is not there, or somebody has changed it."""
    return _content(copy) != content


def _write(copy: str, content: bytes, mode: int) -> None:
    os.makedirs(os.path.dirname(copy), mode=0o700, exist_ok=True)
    half = f"{copy}.{os.getpid()}"
    with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as opened:
        opened.write(content)
    os.replace(half, copy)
