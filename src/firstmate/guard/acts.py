"""Everything that a tool call would do, as acts: through wrappers, scripts in scripts, and commands on other hosts."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.commands import judge
from firstmate.guard.shell import commands_of
from firstmate.guard.values import UNKNOWN, Act, Command, Known, ToolCall

DEEPEST = 12
"""Commands in commands: nobody writes more, and what does is not understood."""


def acts_of(call: ToolCall, known: Known) -> Iterator[Act]:
    """The acts of a call, in the order in which they are written."""
    if call.tool == "Bash":
        yield from _of_script(str(call.input.get("command", "")), known, "", 0)


def _of_script(script: str, known: Known, host: str, depth: int) -> Iterator[Act]:
    for command in commands_of(script, known):
        yield from _of_command(command, known, host, depth)


def _of_command(command: Command, known: Known, host: str, depth: int) -> Iterator[Act]:
    if depth > DEEPEST:
        yield Act(CommandTier.RISKY, "shell.too-deep", f"commands are nested more than {DEEPEST} deep")
        return
    if UNKNOWN in command.name:
        yield Act(CommandTier.RISKY, "shell.unclear", "which program runs is only known when it runs")
    for found in judge(command, known):
        if isinstance(found, Act):
            yield found._replace(place=found.place._replace(host=found.place.host or host))
        elif found.command is not None:
            yield from _of_command(found.command, known, found.host or host, depth + 1)
        else:
            yield from _of_script(found.script, known, found.host or host, depth + 1)
