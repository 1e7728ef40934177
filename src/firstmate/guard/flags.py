"""Arguments as pflag reads them: for kubectl, helm, argocd, docker and everything else that is built with cobra.

It knows no abbreviations: a flag that a command does not have ends it, so it is not understood here either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from firstmate.guard.values import UNKNOWN

FALSE = frozenset({"0", "f", "F", "false", "FALSE", "False"})
TRUE = frozenset({"1", "t", "T", "true", "TRUE", "True"})


class UnclearError(Exception):
    """The arguments cannot be understood; the message says which."""


class Flags(NamedTuple):
    """The flags of one command."""

    takes: Mapping[str, str]
    """Long name -> "" for a switch, "=" when a value follows, "?" when one may follow after an equals sign."""
    letters: Mapping[str, str]
    """Short -> long name."""

    def __or__(self, other: Flags) -> Flags:
        return Flags({**self.takes, **other.takes}, {**self.letters, **other.letters})


class Parsed(NamedTuple):
    """What the arguments say."""

    positionals: tuple[str, ...]
    """Those before `--`."""
    values: Mapping[str, tuple[str, ...]]
    """Long name -> the values in the order given; "true" for a switch."""
    dashed: tuple[str, ...] | None = None
    """What follows `--`; None without it."""

    def value(self, flag: str) -> str:
        """The value that counts: the last. Empty when it is not given."""
        return self.values.get(flag, ("",))[-1]

    def may(self, flag: str) -> bool:
        """Whether the switch is on, or could be."""
        return flag in self.values and self.value(flag) not in FALSE

    def surely(self, flag: str) -> bool:
        """Whether the switch is on, whatever the run tells."""
        return flag in self.values and self.value(flag) in TRUE


def flags(text: str) -> Flags:
    """From `o:output= w:watch dry-run?`."""
    takes: dict[str, str] = {}
    letters: dict[str, str] = {}
    for entry in text.split():
        letter, _, rest = entry.rpartition(":")
        name = rest.rstrip("=?")
        takes[name] = rest[len(name) :]
        if letter:
            letters[letter] = name
    return Flags(takes, letters)


def subcommand_at(arguments: Sequence[str], known: Flags) -> int | None:
    """Where the next subcommand stands. Flags that are not known up to here take the next word, as in cobra."""
    position = 0
    while position < len(arguments):
        word = arguments[position]
        if word == "--":
            return None
        if not word.startswith("-") or word == "-":
            return position
        position += 2 if _swallows(word, known) else 1
    return None


def _swallows(word: str, known: Flags) -> bool:
    """Whether cobra skips the word after this flag while it looks for a subcommand."""
    if "=" in word:
        return False
    if word.startswith("--"):
        return known.takes.get(word[2:], "=") == "="
    return len(word) == 2 and known.takes.get(known.letters.get(word[1:], ""), "=") == "="


def parse(arguments: Sequence[str], known: Flags) -> Parsed:
    """Flags may stand between the others, up to `--`. Raises UnclearError."""
    positionals: list[str] = []
    values: dict[str, tuple[str, ...]] = {}
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return Parsed(tuple(positionals), values, tuple(rest))
        if word.startswith("-") and word != "-":
            found = _long(word, rest, known) if word.startswith("--") else _short(word, rest, known)
            for name, value in found:
                values[name] = (*values.get(name, ()), value)
        else:
            positionals.append(word)
    return Parsed(tuple(positionals), values)


def _long(word: str, rest: list[str], known: Flags) -> list[tuple[str, str]]:
    name, equals, value = word[2:].partition("=")
    takes = known.takes.get(name)
    if takes is None:
        raise UnclearError(f"{_shown('--' + name)} is not a flag that it has")
    if equals:
        return [(name, value)]
    return [(name, _next(word, rest) if takes == "=" else "true")]


def _short(word: str, rest: list[str], known: Flags) -> list[tuple[str, str]]:
    """`-it`, `-nX`, `-n=X`, `-n X`."""
    found: list[tuple[str, str]] = []
    letters = word[1:]
    while letters:
        letter, letters = letters[0], letters[1:]
        name = known.letters.get(letter)
        if name is None:
            raise UnclearError(f"{_shown('-' + letter)} is not a flag that it has")
        if letters.startswith("="):
            return [*found, (name, letters[1:])]
        if known.takes[name] == "=":
            return [*found, (name, letters or _next(word, rest))]
        found.append((name, "true"))
    return found


def _next(word: str, rest: list[str]) -> str:
    if not rest:
        raise UnclearError(f"{_shown(word)} has no value")
    return rest.pop(0)


def _shown(word: str) -> str:
    return word.replace(UNKNOWN, "…")
