"""How much room is left on filesystems and volumes, and how soon there is none, as Prometheus has measured it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from firstmate.facts import Facts
from firstmate.facts.measured import Level, worst
from firstmate.findings import Evidence, ObjectRef
from firstmate.snapshot.series import Metric

HOUR = 3600.0
TWO_DAYS = 48


@dataclass(frozen=True)
class Room:
    """The free share of one object's fullest part, and the seconds until one is full; each only where it is told."""

    ref: ObjectRef
    free: Level | None
    left: Level | None

    @property
    def part(self) -> str:
        """The mount point that is meant: the one that is full, else the one that fills up."""
        told = self.free or self.left
        return told.series.part if told else ""

    @property
    def words(self) -> str:
        """`has 2 % left` or `will be full in about 5 hours`."""
        if self.free:
            return f"has {self.free.value:.1%} left"
        hours = self.left.value / HOUR if self.left else 0.0
        return (
            f"will be full in about {hours / 24:.0f} days" if hours > TWO_DAYS else f"will be full in {hours:.1f} hours"
        )

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(
            Evidence(level.series.where, f"{level.value:.0f} s" if level is self.left else f"{level.value:.3f} free")
            for level in (self.free, self.left)
            if level
        )

    def ends_within(self, hours: float) -> bool:
        return self.left is not None and self.left.value < hours * HOUR


def filling(facts: Facts, kind: str, full: float, hours: float) -> Iterator[Room]:
    """Objects of a kind with less than `full` of their room left, or that will have none within `hours`."""
    free = {level.ref: level for level in worst(facts, Metric.FREE_SHARE, kind) if level.value < full}
    left = {level.ref: level for level in worst(facts, Metric.SECONDS_TO_FULL, kind) if level.value < hours * HOUR}
    for ref in sorted({*free, *left}):
        yield Room(ref, free.get(ref), left.get(ref))
