"""Which workers of this machine are alive: each holds a lock on a file of its name, which ends with its process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SUFFIX = ".lock"


@contextmanager
def alive(folder: Path, name: str) -> Iterator[None]:
    """The worker lives as long as this lasts; it leaves nothing behind when it ends in order."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}{SUFFIX}"
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
        path.unlink(missing_ok=True)


def take_dead(folder: Path) -> list[str]:
    """Workers that ended without order, forgotten with this call: one caller only is given each."""
    return [path.stem for path in sorted(folder.glob(f"*{SUFFIX}")) if _take(path)]


def _take(path: Path) -> bool:
    try:
        with path.open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not os.path.exists(path):
                return False
            path.unlink()
            return True
    except (BlockingIOError, FileNotFoundError):
        return False
