"""Whether a kubectl command would print what is inside Secrets."""

from __future__ import annotations

import re

from firstmate.guard.flags import Parsed
from firstmate.guard.values import UNKNOWN

PLAIN = frozenset({"", "name", "wide"})
TEMPLATES = ("jsonpath", "jsonpath-as-json", "custom-columns", "go-template", "template")
WORDY = 6
"""From this verbosity on, requests are logged; from 8 on with what the server sent."""

# Text and not compiled: only few commands need one of them, and each costs the hook a millisecond.
LABEL = r"\.labels(?:\.[\w-]+(?:\\\.[\w/-]+)*)?"
FIELDS = rf"\.(?:metadata(?:\.name|\.namespace|\.creationTimestamp|\.uid|{LABEL})|type|kind|apiVersion)"
ITEMS = r"\$?\.items\[(?:\*|\d*)\]"
ACTION = rf"range\s+{ITEMS}|end|\"[^\"{{}}]*\"|'[^'{{}}]*'|(?:{ITEMS})?@?{FIELDS}"
OUTSIDE = rf"(?:\{{\s*(?:{ACTION})(?:\s*(?:\"[^\"{{}}]*\"|{FIELDS}))*\s*\}}|[^{{}}])*"
COLUMNS = rf"[\w -]+:{FIELDS}(?:,[\w -]+:{FIELDS})*"
BARE = rf"(?:{ITEMS})?{FIELDS}"
GO = rf"(?:[^{{}}]|\{{\{{-?\s*(?:range\s+\.items|end|\"[^\"{{}}]*\"|{FIELDS})\s*-?\}}\}})*"


def prints_contents(said: Parsed) -> bool:
    """Whether more than names, labels and types of the objects is shown, as far as the flags tell."""
    output = said.value("output")
    if "template" in said.values:
        return not _is_harmless(output or "go-template", said.value("template"))
    if output in PLAIN:
        return False
    form, equals, template = output.partition("=")
    return not (equals and _is_harmless(form, template))


def logs_answers(said: Parsed) -> bool:
    """Whether it is so verbose that it logs what the server sends, or could be."""
    level = said.value("v")
    return bool(level) and not (level.isdigit() and int(level) < WORDY)


def _is_harmless(form: str, template: str) -> bool:
    """A template that reaches for names, labels and types, and for nothing else."""
    if UNKNOWN in template or form not in TEMPLATES:
        return False
    if form == "custom-columns":
        return bool(re.fullmatch(COLUMNS, template))
    if form in ("go-template", "template"):
        return bool(re.fullmatch(GO, template))
    return bool(re.fullmatch(BARE, template) if "{" not in template else re.fullmatch(OUTSIDE, template))
