"""A kubectl command line, taken apart: which of its commands, with which flags, on which objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from firstmate.guard.flags import Parsed, flags, parse, subcommand_at
from firstmate.guard.kube.commands import ALIASES, COMMANDS, GLOBAL, HELP

DRY = frozenset({"client", "server", "true", "unchanged"})


class Line(NamedTuple):
    """`path` is the command, such as `rollout restart`; empty when it is none of kubectl's own: `stray` has it then."""

    path: str
    said: Parsed
    stray: tuple[str, ...] = ()

    @property
    def is_dry_run(self) -> bool:
        """`--dry-run=none` and what only the run tells are no dry runs."""
        return "dry-run" in self.said.values and self.said.value("dry-run") in DRY


def read_line(arguments: Sequence[str]) -> Line:
    """The line. Raises flags.UnclearError for what kubectl itself would not understand."""
    path, rest = "", list(arguments)
    while any(name.startswith(f"{path} ".lstrip()) for name in COMMANDS):
        position = subcommand_at(rest, flags(f"{GLOBAL} {HELP} {COMMANDS.get(path, '')}"))
        word = "" if position is None else rest[position]
        below = f"{path} {word}".strip()
        below = ALIASES.get(below, below)
        if position is None or below not in COMMANDS:
            break
        path = below
        del rest[position]
    if not path and (stray := _from_subcommand(rest)):
        return Line("", Parsed((), {}), stray)
    return Line(path, parse(rest, flags(f"{GLOBAL} {HELP} {COMMANDS.get(path, '')}")))


def _from_subcommand(arguments: Sequence[str]) -> tuple[str, ...]:
    """What is left from the first word on that is no flag."""
    position = subcommand_at(arguments, flags(f"{GLOBAL} {HELP}"))
    return () if position is None else tuple(arguments[position:])
