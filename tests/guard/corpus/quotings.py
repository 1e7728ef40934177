"""Other spellings of the same arguments: quotes, escapes, empty strings and line continuations, at random."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+:,./-")
GAPS = (" ", "  ", "\t", " \\\n", " \\\n\t")
NOTHING = ("''", '""', "$''", "\\\n")


def script_of(arguments: Sequence[str], random: Random) -> str:
    """A script that runs exactly these arguments."""
    words = [word_of(argument, random) for argument in arguments]
    return "".join(word + random.choice(GAPS) for word in words[:-1]) + words[-1]


def word_of(argument: str, random: Random) -> str:
    """One word that the shell reads as this argument."""
    pieces = []
    position = 0
    while position < len(argument):
        length = random.randint(1, 4)
        pieces.append(random.choice(SPELLINGS)(argument[position : position + length]))
        if random.random() < 0.2:
            pieces.append(random.choice(NOTHING))
        position += length
    return "".join(pieces) or "''"


def _as_it_is(text: str) -> str:
    return "".join(character if character in PLAIN else _escaped(character) for character in text)


def _escaped(text: str) -> str:
    return "".join(f"\\{character}" if character != "\n" else "'\n'" for character in text)


def _single(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _double(text: str) -> str:
    return '"' + "".join(f"\\{character}" if character in '$`"\\' else character for character in text) + '"'


def _ansi_hex(text: str) -> str:
    return "$'" + "".join(f"\\x{byte:02x}" for byte in text.encode()) + "'"


def _ansi_octal(text: str) -> str:
    return "$'" + "".join(f"\\{byte:03o}" for byte in text.encode()) + "'"


def _ansi_unicode(text: str) -> str:
    return "$'" + "".join(f"\\u{ord(character):04x}" for character in text) + "'"


SPELLINGS: tuple[Callable[[str], str], ...] = (
    _as_it_is, _as_it_is, _escaped, _single, _double, _ansi_hex, _ansi_octal, _ansi_unicode,
)  # fmt: skip
