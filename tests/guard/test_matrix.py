"""Who asks, in which mode, with somebody there or not: all of it, as tests/guard/matrix.txt shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from firstmate.command_tiers import CommandTier
from firstmate.guard.decide import weigh
from firstmate.guard.values import Act, Known, Outcome, ToolCall

GOLDEN = Path(__file__).with_name("matrix.txt")
PRESENCE = {"interactive": {}, "headless": {"headless": True}, "deferrable": {"headless": True, "deferrable": True}}
MODES = ("default", "acceptEdits", "plan", "dontAsk", "bypassPermissions", "auto", "unheard-of")
# who asks, what he does, and what started him
WHO = (
    ("", "kubectl.x", ""),
    ("", "kubectl.x", "k8s-diagnostician"),
    ("orchestrator", "kubectl.x", ""),
    ("k8s-diagnostician", "kubectl.x", ""),
    ("prometheus-analyst", "kubectl.x", ""),
    ("git-operator", "kubectl.x", ""),
    ("git-operator", "git.push", ""),
    ("argocd-operator", "kubectl.x", ""),
    ("argocd-operator", "argocd.app.sync", ""),
    ("argocd-operator", "argocd.app.set", ""),
    ("somebody", "kubectl.x", ""),
    ("somebody", "kubectl.x", "risky"),
)

COLUMNS = [f"{tier:<10}" for tier in CommandTier]


def matrix() -> str:
    """A line for each, with the outcome for each tier."""
    lines = [f"{'someone there':<14}{'mode':<19}{'agent':<20}{'started as':<19}{'rule':<17}" + "".join(COLUMNS)]
    for presence, flags in PRESENCE.items():
        for mode in MODES:
            for agent, rule, launched in WHO:
                call = ToolCall("Bash", {}, agent, mode, launched_as=launched, **flags)
                told = [weigh(call, Known(), (Act(tier, rule, "because", tool="t"),)).outcome for tier in CommandTier]
                row = f"{presence:<14}{mode:<19}{agent or '(main)':<20}{launched or '-':<19}{rule:<17}"
                lines.append(row + "".join(f"{outcome:<10}" for outcome in told))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def test_the_matrix_is_as_it_was_agreed():
    """`python -m tests.guard.test_matrix` writes it anew: every changed line is a decision to be read."""
    assert matrix() == GOLDEN.read_text()


def test_nobody_is_asked_where_nobody_can_answer():
    """Headless runs and modes without questions never get `ask`."""
    for line in GOLDEN.read_text().splitlines()[1:]:
        if not line.startswith("interactive") or not any(
            f" {mode} " in line for mode in ("default", "acceptEdits", "auto")
        ):
            assert " ask" not in line


@pytest.mark.parametrize("agent", ["k8s-diagnostician", "firstmate:k8s-diagnostician", "a:b:prometheus-analyst"])
@pytest.mark.parametrize("tier", [CommandTier.SAFE, CommandTier.RISKY])
def test_an_agent_with_a_ceiling_is_told_why(agent, tier):
    """Its name and what it may do; an approval does not help."""
    decision = weigh(ToolCall("Bash", {}, agent), Known(), (Act(tier, "kubectl.x", "because"),))

    assert decision.outcome is Outcome.DENY and not decision.approvable
    assert agent.rpartition(":")[2] in decision.reasons[0] and "only reads" in decision.reasons[0]


def test_what_an_approval_would_let_through_is_said():
    """Risky, where something may be changed at all."""
    risky, forbidden = (Act(tier, "kubectl.x", "because") for tier in (CommandTier.RISKY, CommandTier.FORBIDDEN))

    assert weigh(ToolCall("Bash", {}, headless=True), Known(), (risky,)).approvable
    assert not weigh(ToolCall("Bash", {}), Known(), (risky, forbidden)).approvable
    assert not weigh(ToolCall("Bash", {}, permission_mode="plan"), Known(), (risky,)).approvable


if __name__ == "__main__":
    GOLDEN.write_text(matrix())
