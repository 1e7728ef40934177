"""Cron schedules as Kubernetes reads them: when a CronJob should have run.

Five fields with lists, ranges, steps and names, and the macros of robfig/cron; days match by month day or week day
where both are restricted.
https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
NUMBERS = {name: n for n, name in enumerate(MONTHS, 1)} | {name: n for n, name in enumerate(DAYS)}
BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
PART = re.compile(r"(\*|\?|\w+)(?:-(\w+))?(?:/(\d+))?$")


@dataclass(frozen=True)
class Schedule:
    """The minutes, hours, days, months and week days (0: Sunday) at which it runs."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either_day: bool

    def runs_between(self, after: datetime, until: datetime, most: int) -> int:
        """How many runs fall after the one time and not after the other, counted up to `most`."""
        count = 0
        for day in _days(after, until):
            if self._on(day):
                for time in (day.replace(hour=h, minute=m) for h in sorted(self.hours) for m in sorted(self.minutes)):
                    count += after < time <= until
                    if count >= most:
                        return count
        return count

    def _on(self, day: datetime) -> bool:
        by_date, by_week = day.day in self.days, (day.weekday() + 1) % 7 in self.weekdays
        return day.month in self.months and (by_date or by_week if self.either_day else by_date and by_week)


def parse(text: str) -> Schedule | None:
    """A schedule; None for what is none (`@every 5m` has no times of day)."""
    words = MACROS.get(text.strip().lower(), text).lower().split()
    words = words[1:] if words and words[0].startswith(("tz=", "cron_tz=")) else words
    if len(words) != len(BOUNDS):
        return None
    fields = [_field(word, *bounds) for word, bounds in zip(words, BOUNDS, strict=True)]
    if any(field is None for field in fields):
        return None
    minutes, hours, days, months, weekdays = (field or frozenset() for field in fields)
    both = not any(words[n].startswith(("*", "?")) for n in (2, 4))
    return Schedule(minutes, hours, days, months, frozenset(d % 7 for d in weekdays), both)


def _field(word: str, low: int, high: int) -> frozenset[int] | None:
    values: set[int] = set()
    for part in word.split(","):
        match = PART.fullmatch(part)
        if not match:
            return None
        first, last, step = match[1], match[2], int(match[3] or 1)
        start = low if first in "*?" else _number(first)
        end = _number(last) if last else high if first in "*?" or match[3] else start
        if start is None or end is None or step < 1 or not low <= start <= end <= high:
            return None
        values.update(range(start, end + 1, step))
    return frozenset(values)


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() else NUMBERS.get(word)


def _days(after: datetime, until: datetime) -> Iterator[datetime]:
    day = after.replace(hour=0, minute=0, second=0, microsecond=0)
    while day <= until:
        yield day
        day += timedelta(days=1)
