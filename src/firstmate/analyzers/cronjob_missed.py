"""A CronJob has not run when it should have.

https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from firstmate.facts import Facts
from firstmate.facts.cron import parse
from firstmate.facts.cures import look
from firstmate.facts.pods import age
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule, Severity
from firstmate.snapshot.objects import CronJob

RULE = Rule(
    __name__,
    title="A CronJob has missed its runs",
    severity=Severity.WARNING,
    meaning="Runs that its schedule asks for were not started.",
    found_by="Three or more times of its schedule, and more than a day, have passed since its last run; or the "
    "controller says that it missed too many start times.",
    cure="See whether a run before still holds it up (concurrencyPolicy Forbid), its deadline is too short, or the "
    "controller manager was down.",
    source="https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/",
    needs=("cronjobs", "events"),
)
MISSED = 3
LONGEST = timedelta(days=400)
DAY = timedelta(days=1)
"""Times of day are reckoned in UTC though the controller may stand in another zone: less than a day proves nothing."""
TOLD = ("TooManyMissedTimes", "FailedNeedsStart", "MissSchedule", "InvalidSchedule", "UnparseableSchedule")


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a CronJob that should run."""
    for cron in facts.snapshot.cronjobs:
        if not cron.spec.suspend and not cron.metadata.deletion_timestamp:
            ref = ObjectRef.of("CronJob", cron)
            told = next(iter(facts.events(ref, *TOLD, uid=cron.metadata.uid)), None)
            missed = _missed(facts, cron)
            if told or missed:
                yield _finding(cron, (Evidence(f"event {told.reason}", told.message),) if told else (), missed)


def _missed(facts: Facts, cron: CronJob) -> bool:
    """Whether three times of the schedule, and a day, have passed without a run."""
    last = cron.status.last_schedule_time or cron.metadata.creation_timestamp
    schedule = parse(cron.spec.schedule)
    if last is None or schedule is None or facts.now - last <= DAY or age(cron, facts.now) <= DAY:
        return False
    return schedule.runs_between(max(last, facts.now - LONGEST), facts.now, MISSED) >= MISSED


def _finding(cron: CronJob, told: tuple[Evidence, ...], missed: bool) -> Finding:
    ref, last = ObjectRef.of("CronJob", cron), cron.status.last_schedule_time
    held = f"; a run is still active and {cron.spec.concurrency_policy} holds the next" if _is_held(cron) else ""
    since = f"has not run since {last.isoformat()}" if last else "has never run"
    return RULE.finding(
        ref,
        f"CronJob {ref.name} ({cron.spec.schedule}) {since if missed else 'misses its start times'}{held}.",
        evidence=(
            Evidence("spec.schedule", cron.spec.schedule),
            Evidence("status.lastScheduleTime", last.isoformat() if last else "not set"),
            *told,
        ),
        remedies=(
            look("See its Jobs and events", f"kubectl describe {ref.kubectl}"),
            Remedy(
                "Run it once by hand.",
                f"kubectl -n {ref.namespace} create job {ref.name}-by-hand --from=cronjob/{ref.name}",
                CommandTier.RISKY,
                f"kubectl -n {ref.namespace} delete job {ref.name}-by-hand",
            ),
        ),
        confidence=0.9 if told else 0.85,
    )


def _is_held(cron: CronJob) -> bool:
    return bool(cron.status.active) and cron.spec.concurrency_policy == "Forbid"
