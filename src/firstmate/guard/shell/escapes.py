"""Backslashes: what they mean in plain words, in double quotes, in `$'…'`, and to echo and printf."""

from __future__ import annotations

import re

from firstmate.guard.values import UNKNOWN

IN_QUOTES = re.compile(r"\\([$`\"\\\n])")
IN_DOCUMENT = re.compile(r"\\([$`\\\n])")
SIMPLE = {
    "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\\": "\\", "'": "'", '"': '"', "?": "?",
}  # fmt: skip
ANSI_C = re.compile(
    r"((?:\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}))+)"
    r"|\\(?:([abeEfnrtv\\'\"?])|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|c(.))",
    re.DOTALL,
)
MARKS = re.compile("[\1\2]")
"""What `marked` uses for itself: nobody means them."""
INJECTED = re.compile(r"\[[^\[\]]*(?:\$\(|`)")
"""An index that runs a command, when arithmetic or a builtin reads it."""
OCTET = re.compile(r"\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2}))")


def in_quotes(text: str) -> str:
    """Inside double quotes."""
    return IN_QUOTES.sub(_escaped, text)


def in_document(text: str) -> str:
    """Inside a here-document whose end is not quoted."""
    return IN_DOCUMENT.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    return "" if found[1] == "\n" else found[1]


def ansi_c(text: str) -> str:
    r"""Inside `$'…'`, and of printf's format. `\0` ends the text, as it does in bash."""
    return MARKS.sub(UNKNOWN, ANSI_C.sub(_character, text).partition("\0")[0])


def _character(found: re.Match[str]) -> str:
    octets, simple, short, long, control = found.groups()
    if octets:  # together they may be one character of UTF-8
        values = (int(one[1], 8) & 255 if one[1] else int(one[2], 16) for one in OCTET.finditer(octets))
        return bytes(values).decode(errors="surrogateescape")
    if simple:
        return SIMPLE[simple]
    if control:
        return chr(ord(control) & 31)
    code = int(short or long, 16)
    return chr(code) if code < 0x110000 else "\ufffd"
