"""Cron expressions: when something was due, and when it will be."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from firstmate.schedule import ScheduleError, check, following, latest

HERE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 1, 14, 30, tzinfo=HERE)


@pytest.mark.parametrize(
    ("expression", "since", "due"),
    [
        ("*/30 * * * *", timedelta(minutes=10), NOW),
        ("*/30 * * * *", timedelta(days=9), NOW),
        ("0 * * * *", timedelta(minutes=31), datetime(2026, 3, 1, 14, tzinfo=HERE)),
        ("0 * * * *", timedelta(minutes=30), None),
        ("0 * * * *", timedelta(minutes=29), None),
        ("0 3 * * 1", timedelta(days=3), None),
        ("0 3 * * 1", timedelta(days=8), datetime(2026, 2, 23, 3, tzinfo=HERE)),
    ],
)
def test_what_was_missed_is_due_once(expression: str, since: timedelta, due: datetime | None):
    """The last time it was due counts, when that was after the last look."""
    assert latest(expression, NOW - since, NOW) == due


def test_an_hour_that_there_is_not_is_made_up_for():
    """At 02:30 on the day that the clocks go forward, it is due when they have."""
    night = datetime(2026, 3, 29, 4, tzinfo=HERE)

    assert latest("30 2 * * *", night - timedelta(hours=3), night) == datetime(2026, 3, 29, 3, tzinfo=HERE)


def test_the_next_time():
    """After now, never now."""
    assert following("30 14 * * *", NOW) == NOW + timedelta(days=1)


@pytest.mark.parametrize("expression", ["", "* * *", "61 * * * *", "0 0 31 2 *", "@daily", "a b c d e", "* * * * * *"])
def test_what_is_no_expression_is_said(expression: str):
    """In one sentence that names it."""
    with pytest.raises(ScheduleError, match="`"):
        check(expression)
