"""Which workers of this machine are alive: each holds a lock on a file of its name, which ends with its process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

SUFFIX = ".lock"


@contextmanager
def alive(folder: Path, name: str) -> Iterator[None]:
    """The worker lives as long as this lasts; it leaves nothing behind when it ends in order."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}{SUFFIX}"
    with _locked(path):
        yield
        path.unlink(missing_ok=True)


@contextmanager
def take_dead(folder: Path) -> Iterator[list[str]]:
    """Workers that ended without order, each given to one caller only, and forgotten once this ends in order.

    Whoever is killed before that leaves them to the next.
    """
    with ExitStack() as held:
        paths = [path for path in sorted(folder.glob(f"*{SUFFIX}")) if _take(path, held)]
        yield [path.stem for path in paths]
        for path in paths:
            path.unlink(missing_ok=True)


def _locked(path: Path) -> IO[str]:
    """The file, locked. One that somebody took for dead before it was locked is made anew."""
    while True:
        lock = path.open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _is_at(lock, path):
            return lock
        lock.close()


def _take(path: Path, held: ExitStack) -> bool:
    """Lock it until `held` ends, if its process has ended."""
    try:
        lock = held.enter_context(path.open("r+"))
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, FileNotFoundError):
        return False
    return _is_at(lock, path)


def _is_at(lock: IO[str], path: Path) -> bool:
    """Whether the file still has this name."""
    try:
        return os.path.samestat(os.fstat(lock.fileno()), os.stat(path))
    except FileNotFoundError:
        return False
