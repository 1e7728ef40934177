"""cronjob-missed: runs that the schedule asks for and that were not started, reckoned with room for time zones."""

from __future__ import annotations

import pytest

from firstmate.analyzers.cronjob_missed import check
from tests.support.build import event, facts_of, obj

MADE = {"creationTimestamp": "2026-01-01T00:00:00Z"}


def cron(schedule: str, last: str = "", **spec):
    """CronJob `backup`, months old, and when it last ran (now is noon on March 1st)."""
    status = {"lastScheduleTime": last} if last else {}
    return obj("CronJob", "backup", metadata=MADE, spec={"schedule": schedule, **spec}, status=status)


@pytest.mark.parametrize(
    ("schedule", "last"),
    [("0 3 * * *", "2026-02-26T03:00:00Z"), ("*/10 * * * *", "2026-02-28T11:00:00Z"), ("0 3 * * *", "")],
)
def test_missed_runs_are_told(schedule, last):
    """Three days, a whole day of runs, or never any."""
    assert [str(f.object) for f in check(facts_of(cron(schedule, last)))] == ["CronJob/shop/backup"]


def test_a_run_that_holds_up_the_next_is_named():
    """Forbid lets a stuck run block all later ones."""
    made = cron("0 3 * * *", "2026-02-26T03:00:00Z", concurrencyPolicy="Forbid")
    made["status"]["active"] = [{"kind": "Job", "name": "backup-1"}]

    assert "still active" in next(check(facts_of(made))).claim


def test_the_controllers_own_words_are_enough():
    """It gave up counting."""
    made = cron("* * * * *", "2026-03-01T11:59:00Z")
    told = event(
        made, "TooManyMissedTimes", "too many missed start times: 101. Set or decrease .spec.startingDeadlineSeconds"
    )

    assert "misses its start times" in next(check(facts_of(made, told))).claim


@pytest.mark.parametrize(
    "made",
    [
        cron("0 3 * * *", "2026-03-01T03:00:00Z"),
        cron("0 3 * * *", "2026-02-28T03:00:00Z"),
        cron("0 9-17 * * *", "2026-02-28T15:00:00Z"),
        cron("0 3 * * *", "2026-02-01T03:00:00Z", suspend=True),
        cron("@yearly", "2026-01-01T00:00:00Z"),
        cron("@every 5m", "2026-02-01T00:00:00Z"),
        obj("CronJob", "backup", spec={"schedule": "* * * * *"}),
    ],
    ids=["ran", "one missed", "another time zone", "suspended", "seldom", "not understood", "an hour old"],
)
def test_cronjobs_that_may_well_be_on_time_are_quiet(made):
    """Less than three runs or a day prove nothing."""
    assert list(check(facts_of(made))) == []
