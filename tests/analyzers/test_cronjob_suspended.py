"""cronjob-suspended: said, never alarmed about."""

from __future__ import annotations

from firstmate.analyzers.cronjob_suspended import check
from firstmate.findings import Severity
from tests.support.build import facts_of, obj


def test_a_suspended_cronjob_is_a_remark_with_its_last_run():
    """A forgotten one is a backup that nobody makes."""
    cron = obj("CronJob", "backup", spec={"suspend": True}, status={"lastScheduleTime": "2026-02-01T03:00:00Z"})

    found = list(check(facts_of(cron)))

    assert [(str(f.object), f.severity) for f in found] == [("CronJob/shop/backup", Severity.INFO)]
    assert "2026-02-01" in found[0].claim


def test_one_that_never_ran_is_quiet():
    """It was made suspended: `kubectl create job --from` uses it as a template."""
    assert list(check(facts_of(obj("CronJob", "restore", spec={"suspend": True})))) == []


def test_a_cronjob_that_runs_is_quiet():
    """By default it does."""
    assert list(check(facts_of(obj("CronJob", "backup", spec={"schedule": "@daily"})))) == []


def test_a_suspended_job_is_another_matter():
    """Queues like Kueue suspend Jobs while they wait."""
    assert list(check(facts_of(obj("Job", "train", spec={"suspend": True})))) == []
