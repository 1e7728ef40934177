"""kubectl."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.values import Act, Command, Known, Nested

READS = ("get", "describe")


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    verb = next(iter(command.arguments), "")
    if verb in READS:
        yield Act(CommandTier.READ, f"kubectl.{verb}", "only reads", tool="kubectl", verb=verb)
    else:
        yield Act(CommandTier.RISKY, "kubectl.unknown", f"{verb!r} is not in the catalogue", tool="kubectl", verb=verb)
