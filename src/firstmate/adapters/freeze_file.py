"""Frozen: a file in the state folder, which the hook looks for at every change. Light: the hook imports it."""

from __future__ import annotations

import json
import os
from typing import NamedTuple

FILE = "frozen.json"


class Freeze(NamedTuple):
    """Since and until when nothing is changed, in seconds since 1970 (until: None for no end), and who said so."""

    since: float
    until: float | None
    by: str
    why: str = ""


def frozen(folder: str, now: float) -> Freeze | None:
    """The freeze that holds now. A file that cannot be read holds as well: somebody wanted it."""
    try:
        with open(os.path.join(folder, FILE), encoding="utf-8") as opened:
            found = Freeze(**json.load(opened))
            over = found.until is not None and found.until <= now
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, TypeError):
        return Freeze(now, None, "(unreadable)")
    return None if over else found


def freeze(folder: str, wanted: Freeze) -> Freeze:
    """Freeze until then; never shorter than what holds already. Raises OSError."""
    holds = frozen(folder, wanted.since)
    if holds and (holds.until is None or (wanted.until is not None and wanted.until < holds.until)):
        return holds
    os.makedirs(folder, mode=0o700, exist_ok=True)
    path = os.path.join(folder, FILE)
    half = f"{path}.{os.getpid()}"
    with open(half, "w", encoding="utf-8") as opened:
        json.dump(wanted._asdict(), opened)
    os.replace(half, path)
    return wanted


def thaw(folder: str) -> None:
    """End it. Raises OSError."""
    os.unlink(os.path.join(folder, FILE))


def reason(found: Freeze | None) -> str:
    """What the guard says of it; empty when there is none."""
    return f"frozen by {found.by}{f' ({found.why})' if found.why else ''}: nothing is changed" if found else ""
