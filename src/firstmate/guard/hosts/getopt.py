"""Arguments as getopt_long reads them: flags may be shortened, and stand between the others."""

from __future__ import annotations

from collections.abc import Sequence

from firstmate.guard.flags import Flags, Parsed, UnclearError
from firstmate.guard.values import UNKNOWN


def parse(arguments: Sequence[str], known: Flags, *, in_order: bool = False) -> Parsed:
    """What they say; `in_order`: the first word that is no flag ends the flags. Raises UnclearError."""
    positionals: list[str] = []
    values: dict[str, tuple[str, ...]] = {}
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return Parsed(tuple(positionals), values, tuple(rest))
        if word.startswith("-") and word != "-":
            for name, value in _flag(word, rest, known):
                values[name] = (*values.get(name, ()), value)
        elif in_order:
            return Parsed((word, *rest), values)
        else:
            positionals.append(word)
    return Parsed(tuple(positionals), values)


def words(said: Parsed) -> tuple[str, ...]:
    """All that is no flag."""
    return said.positionals + (said.dashed or ())


def _flag(word: str, rest: list[str], known: Flags) -> list[tuple[str, str]]:
    if UNKNOWN in word.partition("=")[0] and word.startswith("--"):
        raise UnclearError("which flag it has is only known when it runs")
    return [_long(word[2:], rest, known)] if word.startswith("--") else _short(word[1:], rest, known)


def _long(text: str, rest: list[str], known: Flags) -> tuple[str, str]:
    written, equals, value = text.partition("=")
    name = _whole(written, known)
    if equals:
        return name, value
    return name, _next(f"--{written}", rest) if known.takes[name] == "=" else "true"


def _whole(written: str, known: Flags) -> str:
    """The flag that this is the beginning of."""
    if written in known.takes:
        return written
    found = [name for name in known.takes if name.startswith(written)]
    if len(found) != 1:
        raise UnclearError(f"--{written} is not a flag that it has")
    return found[0]


def _short(letters: str, rest: list[str], known: Flags) -> list[tuple[str, str]]:
    """`-Atc TEXT`, `-cTEXT`; what may follow has to be attached."""
    found: list[tuple[str, str]] = []
    for position, letter in enumerate(letters, 1):
        name = known.letters.get(letter)
        if name is None:
            raise UnclearError(f"-{letter.replace(UNKNOWN, '…')} is not a flag that it has")
        attached = letters[position:]
        if known.takes[name] == "=":
            return [*found, (name, attached or _next(f"-{letter}", rest))]
        if known.takes[name] == "?":
            return [*found, (name, attached or "true")]
        found.append((name, "true"))
    return found


def _next(flag: str, rest: list[str]) -> str:
    if not rest:
        raise UnclearError(f"{flag} has no value")
    return rest.pop(0)
