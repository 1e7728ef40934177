"""Other agents for the command line: what they run, no hook of this guard's sees."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.values import Act, Command, Known

LOOKS = frozenset({"--help", "--version", "-V", "-h", "-v", "help", "version"})
REASON = "starts another agent, whose calls this guard does not see"


def judge(command: Command, known: Known) -> Iterator[Act]:
    """Whether it only tells about itself."""
    if len(command.arguments) == 1 and command.arguments[0] in LOOKS:
        return
    yield Act(CommandTier.RISKY, f"agent.{command.name}", REASON, tool=command.name, verb="run")


def reference() -> Iterator[tuple[str, str, str]]:
    """What they are asked about."""
    yield "codex …", "risky", REASON
