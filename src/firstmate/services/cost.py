"""What models have cost: by run, day, tier or step. What is under way counts with what is reserved for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from firstmate.adapters.call_book import Call


@dataclass(frozen=True)
class Sum:
    """Of some calls: how many, their dollars, and those of them that are only reserved yet."""

    key: str
    calls: int
    usd: float
    reserved: float


def _day(call: Call) -> str:
    return f"{datetime.fromtimestamp(call.begun, UTC).astimezone():%Y-%m-%d}"


BY: Mapping[str, Callable[[Call], str]] = {
    "run": lambda call: call.run,
    "day": _day,
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


def left(budget: float, calls: Iterable[Call]) -> float:
    """Dollars of a budget that nobody has spent or reserved."""
    return budget - sum(call.counts for call in calls)
