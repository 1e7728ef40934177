"""A strict little lexer for plain scripts: words, quotes without expansions, simple redirects, comments, lists, pipes.

It answers None for everything else, which a real shell grammar then reads. Where it answers, both give the same.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from firstmate.guard.shell.output import printed
from firstmate.guard.shell.scope import entered
from firstmate.guard.shell.survey import CHANGING, MOVING
from firstmate.guard.values import Command, Redirect, Word

TOKEN = re.compile(
    r"""[ \t]+
    | \#[^\n\x00-\x02]*
    | (?P<end>&&|\|\||[;|\n])
    | (?P<copy>[012]?>&[012])(?![^ \t;|&\n])
    | (?P<redirect>[012]?(?:>>|>\||>(?!&)|<(?![<&>(]))|&>(?!>))[ \t]*
    | (?P<word>(?:[A-Za-z0-9_@%+:,./=~-]|'[^'\x00-\x02\r]*'|"[^"$`\\!\x00-\x02\r]*")+)""",
    re.VERBOSE,
)
QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
BOUNDARY = frozenset(("", " ", "\t", "\n", ";", "|", "&"))
KEYWORDS = frozenset(
    "if then elif else fi for in do done while until case esac select function time coproc { } ! [[ ]]".split()  # noqa: SIM905 - read as a list
)
LASTING = CHANGING - {"printf"} | MOVING - {"cd"} | {"alias", "command", "builtin", "nameref"}
"""Commands that change what comes after them, or are grammar."""
CONTINUING = frozenset(("&&", "||", "|"))


class Stage(NamedTuple):
    """A simple command, and the operators before and after it; none at the ends."""

    command: Command
    before: str
    after: str


def plain_commands(script: str, home: str = "/") -> tuple[Command, ...] | None:
    """The commands of a plain script, or None."""
    stages = _stages(script)
    if stages is None or not all(_is_plain(stage, number, stages) for number, stage in enumerate(stages)):
        return None
    found: list[Command] = []
    cwd = ""
    for command, before, _ in stages:
        piped = printed(found[-1]) if before == "|" else None
        is_input = any(redirect.operator == "<" for redirect in command.redirects)
        found.append(command._replace(stdin=None if is_input else piped, cwd=cwd))
        if command.name == "cd":
            cwd = entered("", command.arguments, home)
    return tuple(found)


def _is_plain(stage: Stage, number: int, stages: list[Stage]) -> bool:
    command = stage.command
    if command.name == "cd":  # first of all, and its success taken for granted: else the ways differ
        return number == 0 and stage.after != "|" and all(other.after != "||" for other in stages)
    return command.name not in LASTING and not (command.name == "printf" and command.arguments[:1] == ("-v",))


def _stages(script: str) -> list[Stage] | None:
    """The simple commands with the operators around them."""
    stages: list[Stage] = []
    words: list[Word] = []
    redirects: list[Redirect] = []
    position, before, opened = 0, "", ""
    while position < len(script):
        token = TOKEN.match(script, position)
        if token is None or (opened and not token["word"]):
            return None
        start, position = position, token.end()
        if text := token["word"]:
            word = Word(QUOTED.sub(_unquoted, text))
            if opened:
                redirects.append(Redirect(opened, word))
            elif not words and (text in KEYWORDS or "=" in text):
                return None
            else:
                words.append(word)
            opened = ""
        elif end := token["end"]:
            if words or redirects:
                stages.append(Stage(Command(tuple(words), redirects=tuple(redirects)), before, end))
                words, redirects, before = [], [], end
            elif end != "\n":
                return None
        elif not token[0].isspace() and script[start - 1 : start] not in BOUNDARY:
            return None  # what is a comment or a descriptor depends on what stands before it
        elif token["copy"] and not words and not redirects:
            return None
        opened = (token["redirect"] or "").lstrip("012")
    if words or redirects:
        stages.append(Stage(Command(tuple(words), redirects=tuple(redirects)), before, ""))
    return None if opened or (stages and stages[-1].after in CONTINUING) else stages


def _unquoted(quoted: re.Match[str]) -> str:
    return quoted[1] or quoted[2] or ""
