"""site.yaml, read with the line of everything, so that an error can say where. YAML 1.2; unknown keys are refused."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from firstmate.errors import UsageError
from firstmate.handwritten import check_keys, place, read
from firstmate.sites import Site, Suppression

SCHEMA = 1
KEYS = ("schema", "suppressions")
SUPPRESSION_KEYS = ("code", "object", "until", "why")


def load(path: Path) -> Site:
    """The site file. Raises UsageError with file:line, the key, and the nearest one that is known."""
    content = read(path, "a site file", f"schema: {SCHEMA}")
    check_keys(path, content, KEYS, "the site file")
    if content.get("schema") != SCHEMA:
        raise UsageError(f"{path}: `schema: {SCHEMA}` has to stand in it; this version knows no other.")
    listed = content.get("suppressions") or []
    if not isinstance(listed, list):
        raise UsageError(f"{place(path, content, 'suppressions')}: `suppressions` must be a list.")
    return Site(tuple(_suppression(path, listed, number) for number in range(len(listed))))


def _suppression(path: Path, listed: Any, number: int) -> Suppression:
    entry = listed[number]
    if not isinstance(entry, dict):
        raise UsageError(f"{place(path, listed, number)}: a suppression is a mapping of {', '.join(SUPPRESSION_KEYS)}.")
    check_keys(path, entry, SUPPRESSION_KEYS, f"suppressions[{number}]")
    absent = [key for key in SUPPRESSION_KEYS if not entry.get(key)]
    if absent:
        raise UsageError(f"{place(path, listed, number)}: suppressions[{number}] lacks `{absent[0]}`.")
    until = entry["until"]
    if isinstance(until, datetime) or not isinstance(until, date):
        raise UsageError(f"{place(path, entry, 'until')}: `until` must be a day, such as 2027-01-31.")
    return Suppression(str(entry["code"]), str(entry["object"]), until, str(entry["why"]))
