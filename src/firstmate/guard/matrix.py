"""What becomes of a tier: who could be asked, in which mode of the client. tests/guard/matrix.txt shows all of it."""

from __future__ import annotations

from firstmate.command_tiers import CommandTier
from firstmate.guard.values import Outcome, ToolCall

ASKS = ("default", "acceptEdits", "auto")
"""Modes in which the client surely asks, as tried. In bypassPermissions some versions take `ask` for `allow`."""
RUNS = (*ASKS, "bypassPermissions", "dontAsk")
"""Modes in which something may be changed: not plan, and none that nobody has heard of."""


def outcome_of(tier: CommandTier, call: ToolCall) -> tuple[Outcome, str]:
    """What becomes of it, and why when that is not for the tier alone."""
    if tier is CommandTier.READ:
        return Outcome.ALLOW, ""
    if tier is CommandTier.FORBIDDEN:
        return Outcome.DENY, ""
    if call.permission_mode not in RUNS:
        return Outcome.DENY, f"nothing is changed in the client's mode {call.permission_mode!r}"
    if tier is CommandTier.SAFE:
        return Outcome.ALLOW, ""
    if call.headless:
        return _headless(call)
    if call.permission_mode in ASKS:
        return Outcome.ASK, ""
    return Outcome.DENY, f"it needs a person's yes, and nobody is asked in the client's mode {call.permission_mode!r}"


def _headless(call: ToolCall) -> tuple[Outcome, str]:
    """What can be put off and taken up again waits for a person."""
    if call.deferrable:
        return Outcome.DEFER, "it waits for a person's approval"
    return Outcome.DENY, "it needs a person's yes, and nobody is there to give it"
