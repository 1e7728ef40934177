"""Who asks: the highest tier that an agent may reach, whatever the orders allow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from firstmate.command_tiers import CommandTier
from firstmate.guard.values import Act, ToolCall


class Ceiling(NamedTuple):
    """The highest tier, and a higher one for rules that begin with a name: `argocd.app.sync`."""

    tier: CommandTier
    own: Mapping[str, CommandTier] = {}
    says: str = ""
    """Why, and who may do it instead."""

    def over(self, rule: str) -> CommandTier:
        for prefix, tier in self.own.items():
            if rule == prefix or rule.startswith(f"{prefix}."):
                return tier
        return self.tier


READS = Ceiling(CommandTier.READ, says="only reads: hand what has to be done back to the main thread")
NONE = Ceiling(CommandTier.FORBIDDEN)
CEILINGS = {
    "k8s-diagnostician": READS,
    "prometheus-analyst": READS,
    "git-operator": Ceiling(
        CommandTier.READ,
        dict.fromkeys(("git", "gh", "glab", "tea", "fj"), CommandTier.RISKY),
        "touches Git, not clusters or hosts",
    ),
    "argocd-operator": Ceiling(
        CommandTier.READ,
        {
            f"argocd.app.{verb}": CommandTier.RISKY
            for verb in ("sync", "rollback", "get", "wait", "terminate-op", "refresh", "hard-refresh")
        },
        "syncs and rolls back, and never edits",
    ),
    "orchestrator": NONE,
    # the client's own
    "general-purpose": NONE,
    "Explore": READS,
    "Plan": READS,
    # a headless child may be given a tier instead of a name
    "read": READS,
    "safe": Ceiling(CommandTier.SAFE, says="was started for what is safe"),
    "risky": NONE,
}
UNKNOWN_CHILD = Ceiling(CommandTier.READ, says="is not known here, and nobody is there to ask: it only reads")


def refusal(call: ToolCall, act: Act) -> str:
    """Why the one who asks may not do it; empty when he may."""
    for name, ceiling in _ceilings(call):
        if act.tier and act.tier.rank > ceiling.over(act.rule).rank:
            return f"{name} {ceiling.says}"
    return ""


def normalised(agent: str) -> str:
    """The agent's name without the plugin's: `firstmate:k8s-diagnostician`."""
    return agent.rpartition(":")[2]


def _ceilings(call: ToolCall) -> list[tuple[str, Ceiling]]:
    """Those of the agent and of the process it runs in: both hold."""
    names = [name for name in (normalised(call.agent), call.launched_as) if name]
    known = [(name, CEILINGS[name]) for name in names if name in CEILINGS]
    return known if known or not (call.headless and names) else [(names[0], UNKNOWN_CHILD)]
