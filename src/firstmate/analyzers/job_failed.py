"""A Job has failed for good: too many attempts, or out of time.

https://kubernetes.io/docs/concepts/workloads/controllers/job/#handling-pod-and-container-failures
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from firstmate.facts import Facts
from firstmate.facts.cures import look
from firstmate.facts.pods import age, condition, containers
from firstmate.findings import Evidence, Finding, ObjectRef, Rule, Severity
from firstmate.snapshot.objects import Condition, Job

RULE = Rule(
    __name__,
    title="A Job has failed",
    severity=Severity.WARNING,
    meaning="What the Job should have done (a backup, an import, a migration) was not done, and is not tried again.",
    found_by="Condition Failed is True (BackoffLimitExceeded, DeadlineExceeded, PodFailurePolicy), and no later run "
    "of its CronJob went well; a remark when it failed more than a day ago.",
    cure="Read the log of its last pod, correct the cause, run it again.",
    source="https://kubernetes.io/docs/concepts/workloads/controllers/job/",
    needs=("jobs", "cronjobs", "pods"),
)
WHY = {
    "BackoffLimitExceeded": "every attempt failed",
    "DeadlineExceeded": "it took longer than it may",
    "PodFailurePolicy": "a failure that its policy does not retry",
    "FailedIndexes": "some of its indexes failed",
}
OLD = timedelta(days=1)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a Job, and of a CronJob's only the newest."""
    newest = _newest(facts)
    for job in facts.snapshot.jobs:
        failed = condition(job.status.conditions, "Failed")
        if failed.status == "True" and newest.get(_series(job), job) is job and not _went_well_since(facts, job):
            yield _finding(facts, job, failed)


def _series(job: Job) -> ObjectRef:
    """The CronJob that made it, else the Job itself."""
    owner = next((o for o in job.metadata.owner_references if o.controller), None)
    kind, name = (owner.kind, owner.name) if owner else ("Job", job.metadata.name)
    return ObjectRef(kind, job.metadata.namespace, name)


def _newest(facts: Facts) -> dict[ObjectRef, Job]:
    """The youngest finished Job of each series."""
    found: dict[ObjectRef, Job] = {}
    for job in sorted(facts.snapshot.jobs, key=lambda j: age(j, facts.now), reverse=True):
        if any(c.status == "True" for c in job.status.conditions if c.type in ("Complete", "Failed")):
            found[_series(job)] = job
    return found


def _went_well_since(facts: Facts, job: Job) -> bool:
    series = _series(job)
    cron = facts.snapshot.cronjobs.get(series.namespace, series.name) if series.kind == "CronJob" else None
    well, made = cron.status.last_successful_time if cron else None, job.metadata.creation_timestamp
    return bool(well and made and well > made)


def _finding(facts: Facts, job: Job, failed: Condition) -> Finding:
    ref, series = ObjectRef.of("Job", job), _series(job)
    of = f" of {series.kind} {series.name}" if series != ref else ""
    why = WHY.get(failed.reason, failed.reason or "its controller gave up")
    evidence = [Evidence("status.conditions[Failed]", f"{failed.reason}: {failed.message}")]
    evidence += [Evidence("last end of its container", end) for end in _last_end(facts, ref)]
    return RULE.finding(
        ref,
        f"Job {ref.name}{of} has failed: {why}.",
        evidence=tuple(evidence),
        remedies=(look("Read what its last pod logged", f"kubectl logs {ref.kubectl} --tail=50"),),
        severity=Severity.INFO if facts.now - _failed_at(facts, job, failed) > OLD else Severity.WARNING,
        confidence=0.9,
        explains=(series,) if series != ref else (),
    )


def _failed_at(facts: Facts, job: Job, failed: Condition) -> datetime:
    """When it gave up, which may be long after it was made."""
    return failed.last_transition_time or job.metadata.creation_timestamp or facts.now


def _last_end(facts: Facts, job: ObjectRef) -> list[str]:
    """How the newest pod of the Job ended, where it is still there."""
    pods = [p for p in facts.suspects.get(job, ()) if p.status.phase == "Failed"]
    newest = min(pods, key=lambda p: age(p, facts.now), default=None)
    ends = [c.last_end for c in containers(newest) if c.last_end and c.last_end.exit_code] if newest else []
    return [f"exit code {end.exit_code} ({end.reason}) {end.message}".strip() for end in ends[:1]]
