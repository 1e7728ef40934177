"""What models have cost: by run, day, month, tier or step. What is under way counts with what is reserved for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from firstmate.adapters.call_book import Call
from firstmate.sites.values import Budgets


@dataclass(frozen=True)
class Sum:
    """Of some calls: how many, their dollars, and those of them that are only reserved yet."""

    key: str
    calls: int
    usd: float
    reserved: float


def day(at: float) -> str:
    """Of a time in seconds since 1970, as it is called here."""
    return f"{datetime.fromtimestamp(at, UTC).astimezone():%Y-%m-%d}"


def month(at: float) -> str:
    return day(at)[:7]


@dataclass(frozen=True)
class Limit:
    """Dollars that a day or month may cost, and what of them is spent or reserved."""

    key: str
    usd: float
    spent: float


BY: Mapping[str, Callable[[Call], str]] = {
    "run": lambda call: call.run,
    "day": lambda call: day(call.begun),
    "month": lambda call: month(call.begun),
    "tier": lambda call: call.tier,
    "step": lambda call: f"{call.run} {'.'.join(call.path)}",
}


def summed(calls: Iterable[Call], by: str) -> list[Sum]:
    """A sum for each run, day, tier or step, in the order in which they first occur."""
    groups: dict[str, list[Call]] = {}
    for call in calls:
        groups.setdefault(BY[by](call), []).append(call)
    return [_sum(key, group) for key, group in groups.items()]


def _sum(key: str, calls: list[Call]) -> Sum:
    reserved = sum(call.counts for call in calls if call.ended is None)
    return Sum(key, len(calls), sum(call.counts for call in calls), reserved)


def of_site(budgets: Budgets, calls: Iterable[Call], now: float) -> list[Limit]:
    """What the site allows for this day and this month, and what of it is spent or reserved."""
    calls = list(calls)
    limits = ((budgets.usd_per_day, BY["day"], day(now)), (budgets.usd_per_month, BY["month"], month(now)))
    return [Limit(key, usd, sum(call.counts for call in calls if by(call) == key)) for usd, by, key in limits if usd]


def left(budget: float, calls: Iterable[Call]) -> float:
    """Dollars of a budget that nobody has spent or reserved."""
    return budget - sum(call.counts for call in calls)
