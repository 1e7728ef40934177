"""sqlite3: statements and dot-commands that only read are let through."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard import local
from firstmate.guard.hosts.names import names
from firstmate.guard.hosts.sql import only_reads
from firstmate.guard.ops.tool import shown
from firstmate.guard.protected import Use, acts_on
from firstmate.guard.values import UNKNOWN, Act, Command, Known

READ, RISKY = CommandTier.READ, CommandTier.RISKY
SWITCHES = names(
    "ascii bail batch box column csv deserialize echo header noheader html interactive json line list markdown "
    "memtrace nofollow nonce quote readonly safe stats table tabs unsafe-testing"
)
VALUED = names("cmd newline nullvalue separator lookaside mmap maxsize pagecache escape")
LOOK = frozenset({"help", "version"})
DOTS = re.compile(
    r"\.(?:auth|bail|changes|databases|dbconfig|dbinfo|dump|echo|eqp|exit|explain|expert|fullschema|headers?|help|ind\w*|limit|lint"
    r"|mode|nullvalue|print|prompt|quit|schema|separator|sha3sum|show|stats|tab\w*|timeout|timer|version|vfsinfo|vfslist|vfsname"
    r"|width)(?:\s[^\0]*)?"
)
"""Dot-commands that only show. All others write a file, read one, load a library or run a program."""


class _Said:
    """What the arguments say; `texts` in the order in which they run."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.words: list[str] = []
        self.looks = False
        self.unclear = ""


def judge(command: Command, known: Known) -> Iterator[Act]:
    """Whether all that runs only reads."""
    said = _said(command.arguments)
    database = said.words[0] if said.words else ""
    texts: list[str | None] = [*said.texts, *said.words[1:]]
    if said.looks:
        yield _act(READ, "look", "only prints what there is")
        return
    if said.unclear:
        yield _act(RISKY, "unclear", f"{shown(said.unclear)} is not understood")
    if len(said.words) < 2:
        texts.append(local.stdin_of(command, known))
        if texts[-1] == "":
            yield _act(RISKY, "session", "opens a session in which anything can be run")
            return
    reads = all(text is not None and _reads(text) for text in texts)
    if reads:
        yield _act(READ, "query", "every statement only reads")
    else:
        yield _act(RISKY, "query", "not surely a query that only reads")
    if database and not (reads and database == UNKNOWN):
        yield from acts_on(Use.READ if reads else Use.WRITE, database, command, known)


def _said(arguments: tuple[str, ...]) -> _Said:
    """Long options have one dash or two; the first other word is the database, the next ones are run."""
    said = _Said()
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        name = word.lstrip("-")
        if not word.startswith("-") or not name:
            said.words.append(word)
        elif name in LOOK:
            said.looks = not said.words and len(arguments) == 1
        elif name in VALUED and rest:
            value = rest.pop(0)
            said.texts += [value] if name == "cmd" else []
        elif name not in SWITCHES:
            said.unclear = word
    return said


def _reads(text: str) -> bool:
    """Lines with a dot in front are the client's own, and end at the line's end."""
    lines = text.strip().split("\n")
    if any(line.startswith(".") for line in lines):
        return all(DOTS.fullmatch(line.rstrip()) for line in lines)
    return only_reads(text, "sqlite")


def _act(tier: CommandTier, verb: str, reason: str) -> Act:
    return Act(tier, f"sqlite.{verb}", reason, tool="sqlite", verb=verb)
