"""job-failed: Jobs that gave up, of a CronJob only the newest, and not what went well since."""

from __future__ import annotations

import pytest

from firstmate.analyzers.job_failed import check
from firstmate.findings import Severity
from tests.support.build import facts_of, obj, pod_spec

OWNER = [{"kind": "CronJob", "name": "backup", "controller": True}]


def job(name: str, state: str, reason: str = "", *, at: str = "2026-03-01T11:00:00Z", cron: bool = False):
    """A Job that ended, on its own or of CronJob `backup`."""
    meta = {"creationTimestamp": at, **({"ownerReferences": OWNER} if cron else {})}
    ended = {"type": state, "status": "True", "reason": reason, "message": "it is over"}
    return obj("Job", name, metadata=meta, status={"conditions": [ended]})


@pytest.mark.parametrize(
    ("reason", "words"),
    [("BackoffLimitExceeded", "every attempt failed"), ("DeadlineExceeded", "longer than it may"), ("", "gave up")],
)
def test_a_job_that_gave_up_is_told_with_its_reason(reason, words):
    """Each reason in plain words."""
    found = list(check(facts_of(job("import", "Failed", reason))))

    assert [(str(f.object), f.severity) for f in found] == [("Job/shop/import", Severity.WARNING)]
    assert words in found[0].claim


def test_how_its_last_pod_ended_is_evidence():
    """The exit code says more than the condition."""
    owner = [{"kind": "Job", "name": "import", "controller": True}]
    ended = {"name": "web", "state": {"terminated": {"exitCode": 3, "reason": "Error"}}}
    gone = obj(
        "Pod",
        "import-x",
        metadata={"ownerReferences": owner},
        spec=pod_spec(),
        status={"phase": "Failed", "containerStatuses": [ended]},
    )

    assert "exit code 3" in next(check(facts_of(job("import", "Failed"), gone))).evidence[-1].value


def test_the_newest_run_of_a_cronjob_is_told_once():
    """Yesterday's failure is the same trouble."""
    runs = [job(f"backup-{n}", "Failed", at=f"2026-03-01T0{n}:00:00Z", cron=True) for n in (1, 2, 3)]

    found = list(check(facts_of(obj("CronJob", "backup"), *runs)))

    assert [str(f.object) for f in found] == ["Job/shop/backup-3"]
    assert "CronJob backup" in found[0].claim


def test_an_old_failure_is_a_remark():
    """Somebody has seen it, or nobody minds."""
    assert [f.severity for f in check(facts_of(job("import", "Failed", at="2026-02-20T00:00:00Z")))] == [Severity.INFO]


def test_a_job_that_failed_after_days_of_trying_is_no_old_failure():
    """What counts is when it gave up."""
    long = job("import", "Failed", at="2026-02-20T00:00:00Z")
    long["status"]["conditions"][0]["lastTransitionTime"] = "2026-03-01T11:00:00Z"

    assert [f.severity for f in check(facts_of(long))] == [Severity.WARNING]


@pytest.mark.parametrize(
    "objects",
    [
        (job("import", "Complete"),),
        (obj("Job", "import", status={"active": 1, "failed": 1}),),
        (job("b-1", "Failed", at="2026-03-01T01:00:00Z", cron=True), job("b-2", "Complete", cron=True)),
        (
            obj("CronJob", "backup", status={"lastSuccessfulTime": "2026-03-01T11:30:00Z"}),
            job("b-1", "Failed", cron=True),
        ),
    ],
    ids=["done", "still trying", "a later run went well", "the CronJob says so"],
)
def test_jobs_that_went_well_in_the_end_are_quiet(objects):
    """What holds now is the newest run."""
    assert list(check(facts_of(*objects))) == []
