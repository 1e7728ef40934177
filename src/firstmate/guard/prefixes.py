"""Commands before a command: where the inner one begins, by a table of the outer one's options."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
MOST_STARTS = 12
FOLDERS = frozenset(("/", ".", ".."))
VERSION = re.compile(r"[-._]?v?\d+(?:\.\d+)*(?:\.exe)?$|\.exe$")


class Prefix(NamedTuple):
    """How a command that runs another is written."""

    valued: str = ""
    """Letters of options that take a value."""
    switches: str = ""
    """Letters of options that take none."""
    long: str = ""
    """Long options that take a value, by their names."""
    plain: str = ""
    """Long options that take none, or take it after `=`."""
    skip: int = 0
    """Words between the options and the command."""
    assigns: bool = False
    """`NAME=value` may stand before the command."""


def base(name: str, table: Container[str]) -> str:
    """The name as the table has it: without the version or the ending that some systems add."""
    return name if name in table else VERSION.sub("", name)


class Said(NamedTuple):
    """The outer command, read up to the inner one."""

    options: tuple[tuple[str, str], ...] = ()
    """Letters and long names with their values; "" for a switch."""
    skipped: tuple[str, ...] = ()
    assigned: tuple[tuple[str, str], ...] = ()
    starts: tuple[int, ...] = ()
    """Where the inner command begins among the arguments: none, one, or all that it may be."""

    def has(self, *names: str) -> bool:
        return any(name in names for name, _ in self.options)

    def value(self, *names: str) -> str | None:
        """The last one."""
        return next((value for name, value in reversed(self.options) if name in names), None)


def said(arguments: Sequence[str], prefix: Prefix) -> Said:
    """What stands before the inner command. After an option that is not known, it may begin anywhere."""
    options: list[tuple[str, str]] = []
    position = 0
    while position < len(arguments) and arguments[position].startswith("-") and arguments[position] != "-":
        word = arguments[position]
        position += 1
        if word == "--":
            break
        read = _long(word, prefix) if word.startswith("--") else _short(word, prefix)
        if read is None:
            return Said(tuple(options), starts=tuple(_anywhere(arguments, position)))
        names, value, takes = read
        if takes:
            value = arguments[position] if position < len(arguments) else ""
            position += 1
        options += [(name, "") for name in names[:-1]] + [(names[-1], value)]
    return _rest(arguments, position, tuple(options), prefix)


def _rest(arguments: Sequence[str], position: int, options: tuple[tuple[str, str], ...], prefix: Prefix) -> Said:
    assigned = []
    while prefix.assigns and position < len(arguments) and ASSIGNMENT.match(arguments[position]):
        name, _, value = arguments[position].partition("=")
        assigned.append((name, value))
        position += 1
    skipped = tuple(arguments[position : position + prefix.skip])
    position += prefix.skip
    starts = (position,) if position < len(arguments) else ()
    return Said(options, skipped, tuple(assigned), starts)


def _long(word: str, prefix: Prefix) -> tuple[list[str], str, bool] | None:
    name, equals, value = word[2:].partition("=")
    if equals:
        return [name], value, False
    if name in prefix.plain.split():
        return [name], "", False
    return ([name], "", True) if name in prefix.long.split() else None


def _short(word: str, prefix: Prefix) -> tuple[list[str], str, bool] | None:
    names: list[str] = []
    for number, letter in enumerate(word[1:], 2):
        names.append(letter)
        if letter in prefix.valued:
            return names, word[number:], number == len(word)
        if letter not in prefix.switches:
            return None
    return names, "", False


def _anywhere(arguments: Sequence[str], position: int) -> Iterator[int]:
    found = 0
    for number in range(position, len(arguments)):
        if not arguments[number].startswith("-") and arguments[number] not in FOLDERS and found < MOST_STARTS:
            found += 1
            yield number


def anywhere(arguments: Sequence[str]) -> tuple[int, ...]:
    """Where the inner command may begin when nothing is known of the outer one's options."""
    return tuple(_anywhere(arguments, 0))
