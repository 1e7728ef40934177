"""Read the log: the entries that are meant, and whether anything was done to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from firstmate.adapters import log_file
from firstmate.adapters.approval_store import ApprovalStore
from firstmate.guard.log import Anchor, Breach, Verified, parsed, verify


@dataclass(frozen=True)
class Filter:
    """Entries to show: text that a field contains; since a time, ISO 8601; the newest so many."""

    fields: dict[str, str]
    since: str = ""
    last: int = 0


def entries(folder: str, wanted: Filter) -> list[dict[str, Any]]:
    """What was decided, oldest first."""
    found = [entry for entry in map(parsed, log_file.lines(folder)) if entry and _is_wanted(entry, wanted)]
    return found[-wanted.last :] if wanted.last else found


def verified(folder: str, store: ApprovalStore, also: Anchor | None = None) -> Verified:
    """Whether the log is whole: by its chain, the anchor beside it, the database, and one that a person remembers.

    Where it is, the database remembers where it stands now.
    """
    beside = log_file.anchor(folder)
    anchors = [anchor for anchor in (beside, also, *store.anchors()) if anchor]
    found = verify(log_file.lines(folder), anchors)
    if log_file.exists(folder) and beside is None:
        found = found._replace(
            breaches=(*found.breaches, Breach(0, "its anchor is gone: nothing says how long it was"))
        )
    if not found.breaches and found.anchor.entries:
        store.remember(found.anchor)
    return found


def _is_wanted(entry: dict[str, Any], wanted: Filter) -> bool:
    return str(entry.get("time", "")) >= wanted.since and all(_holds(entry, *item) for item in wanted.fields.items())


def _holds(entry: dict[str, Any], field: str, text: str) -> bool:
    told = str(entry.get(field, ""))
    return text in told if field in ("command", "target", "rule") else text == told
