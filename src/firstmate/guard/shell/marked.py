"""A word between reading and running: a text in which what was quoted is marked, expanded to what a program gets.

Only what is not quoted is expanded: braces, then variables that hold several words, then globs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.guard.values import UNKNOWN

QUOTED = "\1"
"""Before a character: it was quoted, and stands for itself."""
QUOTES = "\2"
"""Here were quotes: the word is there, even if it is empty."""
MARKS = re.compile("[\0\1\2]")

MOST_WORDS = 256
MOST_BRACES = 32
MEANING = re.compile(r"[{},.*?\[\] \t\n]")
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
BRACES = re.compile(r"[{},.]")
NUMBERS = re.compile(r"(-?\d{1,9})\.\.(-?\d{1,9})(?:\.\.-?(\d{1,9}))?")
LETTERS = re.compile(r"([A-Za-z])\.\.([A-Za-z])")
GLOB = re.compile(r"\x01.|(\[(?=.*\])|[*?])", re.DOTALL)
STRUCTURE = re.compile(r"\x01.|([{},])", re.DOTALL)
FIELD = re.compile(r"(?:\x01.|[^\x01 \t\n])+", re.DOTALL)


def quoted(text: str) -> str:
    """The text as quotes give it."""
    return QUOTES + MEANING.sub(_mark, text)


def literal(text: str) -> str:
    """The text as it stands in the script, outside of quotes; a backslash quotes what follows it."""
    return ESCAPED.sub(lambda found: "" if found[1] == "\n" else QUOTES + QUOTED + found[1], text)


def held(text: str) -> str:
    """The text as an unquoted variable gives it: it is split and its globs match, but its braces stay."""
    return BRACES.sub(_mark, text)


def _mark(found: re.Match[str]) -> str:
    return QUOTED + found[0]


def plain(marked: str) -> str:
    """The text without any mark, nothing expanded: a value, the pattern of a case, a here-document."""
    return marked.replace(QUOTED, "").replace(QUOTES, "")


def words(marked: str) -> list[str]:
    """The words that a program gets; UNKNOWN stands for what a glob matches."""
    expanded = braces(marked) if "{" in marked else [marked]
    return [_globbed(field) for one in expanded for field in FIELD.findall(one)]


def _globbed(field: str) -> str:
    if GLOB.search(field) and "://" not in field:
        field = GLOB.sub(lambda found: UNKNOWN if found[1] else found[0], field)
    return plain(field)


def braces(marked: str) -> list[str]:
    """`a{b,c}` and `{1..3}` expanded; a word that would become too many is UNKNOWN."""
    structure = [(found.start(), found[1]) for found in STRUCTURE.finditer(marked) if found[1]]
    if sum(sign == "{" for _, sign in structure) > MOST_BRACES:
        return [UNKNOWN]
    made = _expand(marked, structure)
    return made if len(made) <= MOST_WORDS else [UNKNOWN]


def _expand(text: str, structure: list[tuple[int, str]]) -> list[str]:
    for number, (start, sign) in enumerate(structure):
        group = _group(text, structure[number:]) if sign == "{" else None
        if group:
            parts, end = group
            rest = braces(text[end:])
            middle = [one for part in parts for one in braces(part)]
            if len(middle) * len(rest) > MOST_WORDS or UNKNOWN in (*middle, *rest):
                return [UNKNOWN]
            return [text[:start] + one + tail for one in middle for tail in rest]
    return [text]


def _group(text: str, structure: list[tuple[int, str]]) -> tuple[list[str], int] | None:
    """The parts of the group that begins here, and where it ends. None: it is no group, and stands for itself."""
    depth = 0
    cuts: list[int] = []
    for position, sign in structure:
        depth += {"{": 1, "}": -1, ",": 0}[sign]
        if depth == 1:
            cuts += [position] if sign != "}" else []
        elif depth == 0:
            parts = [text[a + 1 : b] for a, b in zip(cuts, [*cuts[1:], position], strict=True)]
            return (parts, position + 1) if len(parts) > 1 else _run(text[cuts[0] + 1 : position], position + 1)
    return None


def _run(inside: str, end: int) -> tuple[list[str], int] | None:
    if found := NUMBERS.fullmatch(inside):
        return list(_numbers(found)), end
    if found := LETTERS.fullmatch(inside):
        return [QUOTED + chr(code) for code in _span(ord(found[1]), ord(found[2]), 1)], end
    return None


def _numbers(found: re.Match[str]) -> Iterator[str]:
    first, last, step = int(found[1]), int(found[2]), max(1, int(found[3] or 1))
    if abs(last - first) // step >= MOST_WORDS:
        yield UNKNOWN
        return
    padded = any(re.match(r"-?0\d", edge) for edge in found.group(1, 2))
    width = max(len(found[1]), len(found[2])) if padded else 0
    for number in _span(first, last, step):
        yield f"{number:0{width}d}"


def _span(first: int, last: int, step: int) -> range:
    return range(first, last + 1, step) if first <= last else range(first, last - 1, -step)
