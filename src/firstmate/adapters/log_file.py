"""The log in the state folder: appended under a lock, on disk before anything is done. Light: the hook writes it.

Beside it stand its anchor, and how often objects were acted on unasked.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from firstmate.guard.log import Anchor, Entry, chained, follows

LOG = "log.jsonl"
ANCHOR = "log.anchor.json"
AUTOMATIC = "automatic.json"
HOUR = 3600
DAY = 86400
SYSLOG = "/dev/log"
NOTICE = 13 * 8 + 5
"""Facility `log audit`, severity `notice`, of RFC 5424."""


def append(
    folder: str, entry: Entry, secrets: Iterable[str] = (), automatic: Iterable[str] = (), now: float = 0
) -> Anchor:
    """Write an entry, and count the objects that are acted on unasked. Raises OSError: then nothing may be done."""
    os.makedirs(folder, mode=0o700, exist_ok=True)
    with _locked(folder) as log:
        before = _standing(folder, log)
        line, after = chained(entry, before, secrets)
        _write_whole(log, line.encode())
        _replace(
            os.path.join(folder, ANCHOR), {"entries": after.entries, "head": after.head, "size": os.fstat(log).st_size}
        )
        if keys := tuple(automatic):
            _count(folder, keys, now)
    _tell_syslog(after)
    return after


def lines(folder: str) -> Iterator[str]:
    """The lines of the log, oldest first; none when there is no log."""
    with (
        suppress(FileNotFoundError),
        open(os.path.join(folder, LOG), encoding="utf-8", errors="replace", newline="\n") as log,
    ):
        yield from log


def anchor(folder: str) -> Anchor | None:
    """Where the log stands, as it is remembered beside it. None: nobody remembers."""
    found = _read(os.path.join(folder, ANCHOR))
    entries, head = found.get("entries"), found.get("head")
    return Anchor(entries, head) if isinstance(entries, int) and isinstance(head, str) else None


def exists(folder: str) -> bool:
    """Whether there is a log, or was one."""
    return any(os.path.exists(os.path.join(folder, name)) for name in (LOG, ANCHOR))


def recent(folder: str, now: float) -> dict[str, tuple[int, int]]:
    """How often each object was acted on unasked within the last hour, and the last day."""
    times = _times(folder, now)
    return {key: (sum(at > now - HOUR for at in done), len(done)) for key, done in times.items()}


@contextmanager
def _locked(folder: str) -> Iterator[int]:
    log = os.open(os.path.join(folder, LOG), os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(log, fcntl.LOCK_EX)
        yield log
    finally:
        os.close(log)


def _standing(folder: str, log: int) -> Anchor:
    """What the next entry is chained to: the anchor, and whatever was written after it by one that was killed."""
    remembered = anchor(folder)
    size = _read(os.path.join(folder, ANCHOR)).get("size", 0) if remembered else 0
    at = remembered or Anchor()
    if os.fstat(log).st_size <= size:
        return at
    for line in os.pread(log, os.fstat(log).st_size - size, size).splitlines(keepends=True):
        if not line.endswith(b"\n"):
            os.ftruncate(log, size)  # half an entry: its writer was killed, and nothing was done
            break
        at = follows(line.decode(errors="replace"), at) or at
        size += len(line)
    return at


def _write_whole(log: int, line: bytes) -> None:
    """All of it on disk, or nothing of it in the log."""
    size = os.fstat(log).st_size
    try:
        if os.write(log, line) != len(line):
            raise OSError(28, "no space is left for the log")
        os.fsync(log)
    except OSError:
        os.ftruncate(log, size)
        raise


def _count(folder: str, keys: tuple[str, ...], now: float) -> None:
    times = _times(folder, now)
    for key in keys:
        times[key] = [*times.get(key, []), now]
    _replace(os.path.join(folder, AUTOMATIC), times)


def _times(folder: str, now: float) -> dict[str, list[float]]:
    found = _read(os.path.join(folder, AUTOMATIC))
    return {key: kept for key, done in found.items() if (kept := [at for at in done if at > now - DAY])}


def _read(path: str) -> dict[str, Any]:
    try:
        with open(path, encoding="utf-8") as opened:
            found = json.load(opened)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _replace(path: str, content: Mapping[str, Any]) -> None:
    half = f"{path}.half"  # one writer at a time: the lock is held
    with open(half, "w", encoding="utf-8") as opened:
        json.dump(content, opened)
    os.replace(half, path)


def _tell_syslog(at: Anchor) -> None:
    """Where the log stands, to a place that this user cannot rewrite; where there is no syslog, nothing."""
    if not os.path.exists(SYSLOG):
        return
    import socket  # noqa: PLC0415 - only where there is a syslog: it costs the hook

    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        sender.sendto(f"<{NOTICE}>firstmate-log: {at.entries} {at.head}".encode(), SYSLOG)
