"""Everything that a tool call would do, as acts: through wrappers, scripts in scripts, and commands on other hosts."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.commands import judge
from firstmate.guard.itself import way_round
from firstmate.guard.mcp import PREFIX, Told, told
from firstmate.guard.shell import commands_of
from firstmate.guard.strangers import handed
from firstmate.guard.touching import TOOLS, there, touched, touched_by_tool
from firstmate.guard.values import UNKNOWN, Act, Command, Known, Nested, ToolCall

DEEPEST = 12
"""Commands in commands: nobody writes more, and what does is not understood."""
MOST_ANSWERS = 48
"""Scripts, files and objects that one call may hang on: each costs time."""
MOST_COMMANDS = 5000
"""Commands that are judged for one call, those in others counted; one of LONG words counts twice, and so on."""
LONG = 16


def acts_of(call: ToolCall, known: Known) -> Iterator[Act]:
    """The acts of a call, in the order in which they are written."""
    if len(known.answers) > MOST_ANSWERS:
        yield Act(CommandTier.RISKY, "shell.too-much", f"it hangs on over {MOST_ANSWERS} files and objects")
    elif call.tool.startswith(PREFIX):
        yield from _Judging().of_mcp(told(call), known)
    elif call.tool == "Bash" or isinstance(call.input.get("command"), str):  # Monitor, and whatever else runs commands
        yield from _Judging().of_script(str(call.input.get("command", "")), known, Command(()), 0)
    elif call.tool in TOOLS:
        yield from touched_by_tool(call, known)


class _Judging:
    """One call, being judged: counts its commands, since those in others may be told in many ways."""

    def __init__(self) -> None:
        self.left = MOST_COMMANDS

    def of_script(self, script: str, known: Known, inside: Command, depth: int) -> Iterator[Act]:
        for command in commands_of(script, known, inside):
            yield from self.of_command(command, known, depth)

    def of_mcp(self, what: Told, known: Known) -> Iterator[Act]:
        for command in what.commands:
            yield from self.of_command(command, known, 0)
        yield from self.of_script(what.script, known, Command(()), 0)
        for call in what.touches:
            yield from touched_by_tool(call, known)
        yield from what.acts

    def of_command(self, command: Command, known: Known, depth: int) -> Iterator[Act]:
        if depth > DEEPEST:
            yield Act(CommandTier.RISKY, "shell.too-deep", f"commands are nested more than {DEEPEST} deep")
            return
        if self.left < 0:
            return
        self.left -= 1 + len(command.words) // LONG
        if self.left < 0:
            yield Act(
                CommandTier.RISKY, "shell.too-much", f"it has more than {MOST_COMMANDS} commands, or as much text"
            )
            return
        if UNKNOWN in command.name:
            yield Act(CommandTier.RISKY, "shell.unclear", "which program runs is only known when it runs")
        judged = tuple(judge(command, known))
        wraps = any(isinstance(found, Nested) for found in judged)
        for found in (*way_round(command), *touched(command, known, wraps), *(judged or there(command, known))):
            if isinstance(found, Act):
                yield found._replace(place=found.place._replace(host=found.place.host or known.host))
            else:
                yield from self.of_nested(found, command, known, depth + 1)
        if not judged:
            yield from self.of_stranger(command, known, depth + 1)

    def of_stranger(self, command: Command, known: Known, depth: int) -> Iterator[Act]:
        """What it is handed only reads: the guard has no say, since nobody knows what it does besides."""
        for nested in handed(command):
            for act in self.of_nested(nested, command, known, depth):
                if act.tier is CommandTier.SAFE:
                    reason = f"run by {command.name}, which is not in the catalogue; {act.reason}"
                    yield act._replace(tier=CommandTier.RISKY, reason=reason, needs_state=False)
                elif act.tier is not CommandTier.READ:
                    yield act

    def of_nested(self, nested: Nested, outer: Command, known: Known, depth: int) -> Iterator[Act]:
        if nested.host:  # nothing of this machine is there but what is piped in
            known = known._replace(host=nested.host)
            outer = Command((), redirects=outer.redirects, stdin=outer.stdin)
        if nested.command is not None:
            yield from self.of_command(nested.command, known, depth)
        else:
            yield from self.of_script(nested.script, known, outer, depth)
