"""Text that came from a cluster, an alert or a log: data that is shown, never instructions or markup.

Everything untrusted passes through `plain` before a person, a model or a terminal sees it.
"""

from __future__ import annotations

import re
import unicodedata

ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])")
BLANKS = re.compile(r"\s+")


def plain(text: str, limit: int = 300) -> str:
    """One line without escapes, control or invisible characters, at most `limit` characters long."""
    bounded = text[: limit * 4]
    visible = "".join(c if not unicodedata.category(c).startswith("C") else " " for c in ANSI.sub("", bounded))
    line = BLANKS.sub(" ", visible).strip()
    return line if len(line) <= limit and len(text) <= limit * 4 else f"{line[: limit - 1]}…"


def quoted(text: str, limit: int = 300) -> str:
    """The same as a Markdown code span: a backtick inside cannot end it."""
    return f"`{plain(text, limit).replace('`', chr(39)) or '(empty)'}`"


def plural(count: int, noun: str) -> str:
    """`1 pod`, `2 pods`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
