"""When something is due by a cron expression: five fields, in the time zone of the moments that are handed in."""

from __future__ import annotations

from datetime import datetime

from cronsim import CronSim, CronSimError

FIELDS = 5
START = datetime(2024, 1, 1)
"""Where a look for the first time begins: of a leap year, so that the 29th of February comes."""


class ScheduleError(ValueError):
    """It is no cron expression: one sentence."""


def check(expression: str) -> None:
    """Raises ScheduleError for what is no expression, or is never due."""
    fields = len(expression.split())
    if fields != FIELDS:
        raise ScheduleError(f"`{expression}` has {fields} fields, a cron expression has {FIELDS}")
    try:
        next(CronSim(expression, START))
    except CronSimError as error:
        problem = str(error)
        raise ScheduleError(f"`{expression}`: {problem[0].lower()}{problem[1:]}") from error
    except StopIteration as error:
        raise ScheduleError(f"`{expression}` is never due") from error


def latest(expression: str, since: datetime, now: datetime) -> datetime | None:
    """The last moment after `since`, up to `now`, at which it was due: what was missed is done once, not as often.

    None: there is none. Raises ScheduleError.
    """
    check(expression)
    # Going back from the next minute finds this one, too.
    due = next(iter(CronSim(expression, _next_minute(now), reverse=True)), None)
    return due if due and due > since else None


def following(expression: str, now: datetime) -> datetime:
    """When it is due next. Raises ScheduleError."""
    check(expression)
    return next(CronSim(expression, now))


def _next_minute(moment: datetime) -> datetime:
    return moment.fromtimestamp((moment.timestamp() // 60 + 1) * 60, moment.tzinfo)
