"""Files in the user's own places, changed whole or not at all: links are followed, modes kept, half files swept up."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from firstmate.errors import RefusedError, UsageError

LARGEST = 4 * 1024 * 1024
"""Bytes of a file that a person wrote."""


def is_there(path: Path) -> bool:
    """Whether something stands there, be it a link to nowhere."""
    return os.path.lexists(path)


def read(path: Path) -> bytes | None:
    """What stands there; None: nothing. Raises UsageError for a folder, a pipe, or what may not be read."""
    if not is_there(path):
        return None
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
            raise UsageError(f"{path} is not a file that a person wrote: nothing is done to it.")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error


def write(path: Path, before: bytes | None, content: bytes, mode: int = 0o644) -> None:
    """Put the content there in one step, in the place of what was read before. `mode` is that of a new file.

    Raises RefusedError where somebody has changed it since, and for a file that its owner made read-only.
    """
    target = Path(os.path.realpath(path))
    half = _half(target)
    try:
        if before is not None:
            mode = stat.S_IMODE(target.stat().st_mode)
            if not mode & stat.S_IWUSR:
                raise RefusedError(f"{path} is read-only, and stays as it is.", hint=f"chmod u+w {path}")
        half.unlink(missing_ok=True)  # of a process that was killed here
        with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            os.fsync(file.fileno())
        half.chmod(mode)
        if read(target) != before:
            raise RefusedError(f"{path} was changed by somebody else just now.", hint="run it again")
        os.replace(half, target)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        with suppress(OSError):
            half.unlink()


def sweep(paths: list[Path]) -> None:
    """What processes that were killed while they wrote these have left beside them."""
    for path in paths:
        with suppress(OSError):
            _half(Path(os.path.realpath(path))).unlink()


def move_aside(path: Path, ending: str) -> Path:
    """Keep a file under another name beside its own, never over one that was kept before."""
    names = (path.with_name(f"{path.name}{ending}{number}") for number in ("", *range(2, 10_000)))
    aside = next(name for name in names if not os.path.lexists(name))
    os.replace(path, aside)
    return aside


def remove(path: Path) -> None:
    """A file that may be gone already."""
    path.unlink(missing_ok=True)


def make_folders(folders: list[Path]) -> None:
    """These, parents first."""
    for folder in sorted(folders):
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise UsageError(f"The folder {folder} cannot be made: {error.strerror}.") from error


def remove_empty(folders: list[Path]) -> None:
    """These, deepest first; one that something stands in stays."""
    for folder in sorted(folders, key=lambda each: -len(each.parts)):
        with suppress(OSError):
            folder.rmdir()


def append_private(path: Path, line: str) -> None:
    """One line more in a file for its owner's eyes, on disk before anything is built on it. Raises UsageError."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600), "ab") as file:
            file.write(line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error


def _half(target: Path) -> Path:
    """Always the same name, so that the next process finds what a killed one has left."""
    return target.with_name(f".{target.name}.firstmate-half")
