"""site.yaml, read with the line of everything, so that an error can say where. YAML 1.2; unknown keys are refused."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

from firstmate.errors import UsageError
from firstmate.handwritten import check_keys, place, read
from firstmate.sites import Forge, Site, Suppression

SCHEMA = 1
KEYS = ("schema", "suppressions", "forges")
SUPPRESSION_KEYS = ("code", "object", "until", "why")
FORGE_KEYS = ("kind", "url", "token", "known_as")
FORGES = {"gitea": "gitea", "forgejo": "gitea", "github": "github"}
TOKEN = "FIRSTMATE_FORGE_TOKEN"  # noqa: S105 - the name of a variable
ADDRESS = r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?"
VARIABLE = r"[A-Za-z_][A-Za-z0-9_]*"


def load(path: Path) -> Site:
    """The site file. Raises UsageError with file:line, the key, and the nearest one that is known."""
    content = read(path, "a site file", f"schema: {SCHEMA}")
    check_keys(path, content, KEYS, "the site file")
    if content.get("schema") != SCHEMA:
        raise UsageError(f"{path}: `schema: {SCHEMA}` has to stand in it; this version knows no other.")
    return Site(
        tuple(_suppression(path, entry) for entry in _entries(path, content, "suppressions", SUPPRESSION_KEYS)),
        tuple(_forge(path, entry) for entry in _entries(path, content, "forges", FORGE_KEYS, ("kind", "url"))),
    )


def _entries(path: Path, content: Any, key: str, known: tuple[str, ...], needed: tuple[str, ...] = ()) -> list[Any]:
    """The mappings in a list; `needed` keys have to be in each, else all that are known."""
    listed = content.get(key) or []
    if not isinstance(listed, list):
        raise UsageError(f"{place(path, content, key)}: `{key}` must be a list.")
    for number, entry in enumerate(listed):
        where = place(path, listed, number)
        if not isinstance(entry, dict):
            raise UsageError(f"{where}: {key}[{number}] is a mapping of {', '.join(known)}.")
        check_keys(path, entry, known, f"{key}[{number}]")
        absent = [name for name in needed or known if not entry.get(name)]
        if absent:
            raise UsageError(f"{where}: {key}[{number}] lacks `{absent[0]}`.")
    return listed


def _forge(path: Path, entry: Any) -> Forge:
    kind = FORGES.get(str(entry["kind"]))
    if kind is None:
        raise UsageError(f"{place(path, entry, 'kind')}: a forge is one of {', '.join(FORGES)}.")
    known_as = entry.get("known_as") or []
    if not isinstance(known_as, list):
        raise UsageError(f"{place(path, entry, 'known_as')}: `known_as` must be a list.")
    for key, address in (("url", entry["url"]), *(("known_as", other) for other in known_as)):
        if not re.fullmatch(ADDRESS, str(address)):  # it may hold a password: it is not shown
            hint = "write it as https://HOST, without a name or a password"
            raise UsageError(f"{place(path, entry, key)}: `{key}` is not the address of a forge.", hint=hint)
    token = str(entry.get("token") or TOKEN)
    if not re.fullmatch(VARIABLE, token):
        hint = "put the token into a variable, and write the variable's name here"
        raise UsageError(f"{place(path, entry, 'token')}: `token` has to name an environment variable.", hint=hint)
    others = tuple(str(other).rstrip("/") for other in known_as)
    return Forge(kind, str(entry["url"]).rstrip("/"), token, others)


def _suppression(path: Path, entry: Any) -> Suppression:
    until = entry["until"]
    if isinstance(until, datetime) or not isinstance(until, date):
        raise UsageError(f"{place(path, entry, 'until')}: `until` must be a day, such as 2027-01-31.")
    return Suppression(str(entry["code"]), str(entry["object"]), until, str(entry["why"]))
