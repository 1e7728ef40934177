"""Cron schedules, as robfig/cron reads them for Kubernetes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from firstmate.facts.cron import parse

SUNDAY = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "runs"),
    [
        ("0 3 * * *", 7),
        ("*/15 * * * *", 7 * 24 * 4),
        ("0 0 * * 0", 1),
        ("0 0 * * 7", 1),
        ("30 1,13 * * mon-fri", 10),
        ("0 0 1 * *", 0),
        ("0 0 3 mar *", 1),
        ("0 0 4 * tue", 2),
        ("5/20 12 * * ?", 21),
        ("@hourly", 168),
        ("@weekly", 1),
        ("TZ=Europe/Berlin 0 3 * * *", 7),
    ],
)
def test_the_runs_of_a_week_are_counted(schedule, runs):
    """From a Sunday's midnight, which does not count itself, to the next, which does."""
    made = parse(schedule)

    assert made is not None
    assert made.runs_between(SUNDAY, SUNDAY + timedelta(days=7), 10_000) == runs


@pytest.mark.parametrize("text", ["", "@every 5m", "61 * * * *", "* * *", "a b c d e", "*/0 * * * *", "9-5 * * * *"])
def test_what_is_no_table_of_times_is_none(text):
    """Nothing is concluded from what is not understood."""
    assert parse(text) is None


def test_counting_ends_when_it_is_enough():
    """A schedule of every minute is not counted for a year."""
    made = parse("* * * * *")

    assert made is not None
    assert made.runs_between(SUNDAY, SUNDAY + timedelta(days=365), 3) == 3
