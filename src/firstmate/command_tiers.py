"""How dangerous a command is: one word, the same for remedies, the guard and workflows."""

from __future__ import annotations

from enum import StrEnum


class CommandTier(StrEnum):
    """How dangerous a command is: read < safe < risky < forbidden."""

    READ = "read"
    SAFE = "safe"
    RISKY = "risky"
    FORBIDDEN = "forbidden"

    @property
    def rank(self) -> int:
        """0 for read to 3 for forbidden: tiers are compared by it, and never by their names."""
        return RANKS[self]

    def at_least(self, other: CommandTier) -> CommandTier:
        """The higher one of both."""
        return self if self.rank >= other.rank else other

    def raised(self) -> CommandTier:
        """One tier up. Forbidden is never reached so: that is said by a rule."""
        return CommandTier.SAFE if self is CommandTier.READ else self.at_least(CommandTier.RISKY)


RANKS = {tier: rank for rank, tier in enumerate(CommandTier)}
