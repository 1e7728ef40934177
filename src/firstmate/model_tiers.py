"""Which model does a piece of work: the cheapest that will do, why, and what a call may cost at the most.

Calibrated on a public benchmark of 20 investigations: opus 88 to 90 % right at $0.18 to 0.39 each, sonnet 82 to 83 %
at $0.06 to 0.10, haiku 70 % at $0.04; on its hardest cases haiku and sonnet 17 %, opus 67 to 83 %.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum


class ModelTier(IntEnum):
    """How able and how expensive a model is: haiku < sonnet < opus."""

    HAIKU = 1
    SONNET = 2
    OPUS = 3

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def named(cls, name: str) -> ModelTier | None:
        """By its name; None for `auto`, `inherit` and nothing, which leave the choice open."""
        return cls.__members__.get(name.upper())


SIMPLE = ("status", "list")
"""Work that repeats what is there."""


@dataclass(frozen=True)
class Asked:
    """What the files ask for, nearest first: the step, its workflow, its agent. Empty or `auto`: no wish."""

    step: str = ""
    workflow: str = ""
    agent: str = ""


@dataclass(frozen=True)
class Task:
    """What is known of the work when it is about to begin."""

    kind: str = "analyse"
    """status, list, analyse, diagnose, plan, write: the verb of the work."""
    asked: Asked = Asked()
    causes: int = 0
    """Root causes that the findings leave possible."""
    systems: int = 1
    """Systems that a change touches: cluster, Git, Argo CD, a host."""
    namespaces: int = 1
    """Namespaces that it reaches."""
    runbook: str = ""
    """The runbook that matches."""
    runbook_proven: bool = False
    """Its record of verified successes is good."""


CACHE_WRITE = 1.25
"""Times the price of input: what is written to the cache costs that, and all input may be."""


@dataclass(frozen=True)
class Price:
    """Of one tier: dollars for a million tokens, the most tokens of one request; dollars that a session usually costs,
    and those that it may cost at the most.
    """

    input: float
    output: float
    most_input: int
    most_output: int
    usual: float
    session: float

    @property
    def request(self) -> float:
        """Dollars that one request may cost at the most."""
        return (self.input * CACHE_WRITE * self.most_input + self.output * self.most_output) / 1_000_000


@dataclass(frozen=True)
class Reserved:
    """Dollars kept back for a session until its cost is known. The client stops once `cap` is spent: the request that
    is under way then is the last, and may cost what is between the two.
    """

    usd: float
    cap: float


def reserve(price: Price, left: float | None) -> Reserved | None:
    """What a session may cost; None where the budget cannot bear it. `left`: None where there is no budget."""
    usd = price.session if left is None else min(price.session, left)
    cap = math.floor((usd - price.request) * 10_000) / 10_000
    return Reserved(usd, cap) if cap >= price.usual else None


@dataclass(frozen=True)
class Choice:
    """The tier, and why; None where no tier may be used any more."""

    tier: ModelTier | None
    why: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.tier or 'none'}: {'; '.join(self.why)}"


def choose(
    task: Task,
    failed: tuple[ModelTier, ...] = (),
    left: float | None = None,
    prices: Mapping[ModelTier, Price] | None = None,
) -> Choice:
    """The tier for the next call. `failed`: those whose answer did not hold; `left`: dollars of the budget, if any.

    A tier that failed is never tried again: the next one up is, once each.
    """
    tier, why = _wanted(task)
    if failed:
        highest = max(failed)
        if highest is ModelTier.OPUS:
            return Choice(None, (*why, "the answer of opus did not hold either"))
        if tier <= highest:
            tier = ModelTier(highest + 1)
            why = (*why, f"the answer of {highest} did not hold")
    return _affordable(tier, why, failed, left, prices or {})


def _wanted(task: Task) -> tuple[ModelTier, tuple[str, ...]]:
    """Step, workflow, agent, in this order; what leaves it open is decided by what is known."""
    for where, name in (("step", task.asked.step), ("workflow", task.asked.workflow), ("agent", task.asked.agent)):
        if (tier := ModelTier.named(name)) is not None:
            return tier, (f"the {where} says {tier}",)
        if name == "auto":
            break
    return _dynamic(task)


def _dynamic(task: Task) -> tuple[ModelTier, tuple[str, ...]]:
    hard = [
        *([f"{task.causes} plausible causes"] if task.causes > 1 else []),
        *([f"a change of {task.systems} systems"] if task.systems > 1 else []),
        *([f"it reaches {task.namespaces} namespaces"] if task.namespaces > 3 else []),
        *(["no runbook matches"] if task.kind in ("diagnose", "plan") and not task.runbook else []),
    ]
    if task.kind in SIMPLE:
        return ModelTier.HAIKU, (f"{task.kind} repeats what is there",)
    tier = ModelTier.OPUS if hard else ModelTier.SONNET
    why = tuple(hard) or (f"{task.kind} of one cause in one system",)
    if task.runbook_proven:
        return ModelTier(tier - 1), (*why, f"one lower: runbook {task.runbook} has a good record")
    return tier, why


def _affordable(
    tier: ModelTier,
    why: tuple[str, ...],
    failed: tuple[ModelTier, ...],
    left: float | None,
    prices: Mapping[ModelTier, Price],
) -> Choice:
    """The tier, or the highest one below it that the budget can bear."""
    if left is None:
        return Choice(tier, why)
    for lower in sorted(ModelTier, reverse=True):
        if lower > tier or lower <= max(failed, default=0) or lower not in prices:
            continue
        if reserve(prices[lower], left):
            needs = prices[tier].request + prices[tier].usual
            saved = () if lower is tier else (f"{tier} needs ${needs:.2f}, ${left:.2f} is left",)
            return Choice(lower, (*why, *saved))
    return Choice(None, (*why, f"${left:.2f} of the budget is left, which bears no call"))
