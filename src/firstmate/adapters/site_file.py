"""site.yaml, read with the line of everything, so that an error can say where. YAML 1.2; unknown keys are refused."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError

from firstmate.errors import UsageError
from firstmate.sites import Site, Suppression

SCHEMA = 1
KEYS = ("schema", "suppressions")
SUPPRESSION_KEYS = ("code", "object", "until", "why")
LARGEST = 1_000_000


def load(path: Path) -> Site:
    """The site file. Raises UsageError with file:line, the key, and the nearest one that is known."""
    content = _read(path)
    _check_keys(path, content, KEYS, "the site file")
    if content.get("schema") != SCHEMA:
        raise UsageError(f"{path}: `schema: {SCHEMA}` has to stand in it; this version knows no other.")
    listed = content.get("suppressions") or []
    if not isinstance(listed, list):
        raise UsageError(f"{_place(path, content, 'suppressions')}: `suppressions` must be a list.")
    return Site(tuple(_suppression(path, listed, number) for number in range(len(listed))))


def _read(path: Path) -> Any:
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path} has more than {LARGEST} bytes: this is not a site file.")
        content = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text.") from error
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        raise UsageError(f"{where}: not valid YAML ({getattr(error, 'problem', None) or error}).") from error
    if not isinstance(content, dict):
        raise UsageError(f"{path} must hold a mapping, beginning with `schema: {SCHEMA}`.")
    return content


def _suppression(path: Path, listed: Any, number: int) -> Suppression:
    entry = listed[number]
    if not isinstance(entry, dict):
        raise UsageError(
            f"{_place(path, listed, number)}: a suppression is a mapping of {', '.join(SUPPRESSION_KEYS)}."
        )
    _check_keys(path, entry, SUPPRESSION_KEYS, f"suppressions[{number}]")
    absent = [key for key in SUPPRESSION_KEYS if not entry.get(key)]
    if absent:
        raise UsageError(f"{_place(path, listed, number)}: suppressions[{number}] lacks `{absent[0]}`.")
    until = entry["until"]
    if isinstance(until, datetime) or not isinstance(until, date):
        raise UsageError(f"{_place(path, entry, 'until')}: `until` must be a day, such as 2027-01-31.")
    return Suppression(str(entry["code"]), str(entry["object"]), until, str(entry["why"]))


def _check_keys(path: Path, mapping: Any, known: Iterable[str], what: str) -> None:
    for key in mapping:
        if key not in known:
            nearest = difflib.get_close_matches(str(key), known, n=1)
            hint = f"did you mean `{nearest[0]}`?" if nearest else f"known are: {', '.join(known)}"
            raise UsageError(f"{_place(path, mapping, key)}: {what} has no key `{key}`.", hint=hint)


def _place(path: Path, holder: Any, key: Any) -> str:
    """`site.yaml:12`, where a key or item of a mapping or list stands."""
    try:
        position = holder.lc.key(key) if isinstance(holder, CommentedMap) else holder.lc.item(key)
    except (KeyError, AttributeError):
        return str(path)
    return f"{path}:{position[0] + 1}"
