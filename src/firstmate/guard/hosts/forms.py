"""Programs without subcommands: by which arguments they only look, and what they do otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from firstmate.command_tiers import CommandTier
from firstmate.guard.prefixes import base
from firstmate.guard.values import UNKNOWN, Act, Command

RISKY, FORBIDDEN = CommandTier.RISKY, CommandTier.FORBIDDEN
NAME = r"[^-].*"
"""Any argument that is no option, and what only the run tells."""
DEVICE = rf"/dev/.*|{UNKNOWN}.*"
HELP = frozenset({"--help", "--version", "-V"})


class Form(NamedTuple):
    """How a program is called to look; anything else has the tier, for the reason."""

    reason: str
    looks: str = ""
    """An argument that makes it only look, as a pattern."""
    beside: str = ""
    """Further arguments that do not change that."""
    bare: bool = False
    """Without an argument that makes it look, it looks all the same."""
    tier: CommandTier = RISKY
    worse: str = ""
    """An argument with which it is forbidden, as a pattern."""


def acts(command: Command, forms: Mapping[str, Form], tool: str) -> Iterator[Act]:
    """The one act of a program of the table."""
    name = base(command.name, forms)
    form = forms[name]
    tier = form.tier
    if _only_looks(command.arguments, form):
        yield Act(CommandTier.READ, f"{tool}.{name}.look", "only looks", tool=name, verb="look")
        return
    if any(_pattern(form.worse).fullmatch(word) for word in command.arguments):
        tier = FORBIDDEN
    yield Act(tier, f"{tool}.{name}", form.reason, tool=name)


def _only_looks(arguments: Sequence[str], form: Form) -> bool:
    if len(arguments) == 1 and arguments[0] in HELP:
        return True
    looks, beside = _pattern(form.looks), _pattern(form.beside)
    found = [word for word in arguments if looks.fullmatch(word)]
    return (bool(found) or form.bare) and all(looks.fullmatch(word) or beside.fullmatch(word) for word in arguments)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text or "(?!)", re.DOTALL)
