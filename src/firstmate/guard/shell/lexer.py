"""A strict little lexer for plain scripts: words, quotes without expansions; `;`, `&&`, `||`, `|`, newlines between.

It answers None for everything else, which a real shell grammar then reads. Where it answers, both give the same.
"""

from __future__ import annotations

import re

from firstmate.guard.values import Command, Word

TOKEN = re.compile(
    r"""[ \t]+
    | (?P<end>&&|\|\||[;|\n])
    | (?P<word>(?:[A-Za-z0-9_@%+:,./=-]|'[^'\0]*'|"[^"$`\\!\0]*")+)""",
    re.VERBOSE,
)
QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
KEYWORDS = frozenset(
    "if then elif else fi for in do done while until case esac select function time coproc { } ! [[ ]]".split()  # noqa: SIM905 - read as a list
)


def plain_commands(script: str) -> tuple[Command, ...] | None:
    """The commands of a plain script, or None."""
    found: list[Command] = []
    words: list[Word] = []
    position = 0
    while position < len(script):
        token = TOKEN.match(script, position)
        if token is None:
            return None
        position = token.end()
        if text := token["word"]:
            words.append(Word(QUOTED.sub(lambda quoted: quoted[1] or quoted[2] or "", text)))
            if len(words) == 1 and (text in KEYWORDS or "=" in text):
                return None
        elif token["end"]:
            if not words and token["end"] != "\n":
                return None
            found += [Command(tuple(words))] if words else []
            words = []
    return (*found, Command(tuple(words))) if words else tuple(found)
