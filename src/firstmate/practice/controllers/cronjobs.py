"""CronJobs: a job at each time of the schedule; those that were missed meanwhile are skipped, but for the last."""

from __future__ import annotations

from datetime import datetime, timedelta

from firstmate.practice import events
from firstmate.practice.objects import (
    Object,
    clone,
    dig,
    is_true,
    moment_of,
    name_of,
    namespace_of,
    owned_by,
    owner_reference,
    stamp,
    uid_of,
)
from firstmate.practice.world import World

CRONJOBS, JOBS = "cronjobs.batch", "jobs.batch"
COMPONENT = "cronjob-controller"
RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
NAMED = {"@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0"}
LOOK_BACK = timedelta(days=8)


def step(world: World) -> None:
    for cronjob in world.find(CRONJOBS):
        _reconcile(world, cronjob)


def _reconcile(world: World, cronjob: Object) -> None:
    jobs = owned_by(cronjob, world.find(JOBS, namespace_of(cronjob)))
    status = clone(cronjob).get("status", {})
    last = moment_of(status.get("lastScheduleTime")) or moment_of(cronjob["metadata"]["creationTimestamp"])
    assert last is not None, "every object has a creation time"
    due = None if dig(cronjob, "spec.suspend") else last_due(cronjob["spec"]["schedule"], last, world.now)
    if due is not None:
        jobs = [*jobs, _start(world, cronjob, due)]
        status["lastScheduleTime"] = stamp(due)
    done = [job for job in jobs if is_true(job, "Complete")]
    if done:
        status["lastSuccessfulTime"] = max(dig(job, "status.completionTime") for job in done)
    active = [job for job in jobs if not is_true(job, "Complete") and not is_true(job, "Failed")]
    status["active"] = [_reference(job) for job in active]
    world.set_status(CRONJOBS, cronjob, {k: v for k, v in status.items() if v})
    _forget(world, cronjob, jobs)


def _reference(job: Object) -> Object:
    return {
        "kind": "Job",
        "namespace": namespace_of(job),
        "name": name_of(job),
        "uid": uid_of(job),
        "apiVersion": "batch/v1",
    }


def _start(world: World, cronjob: Object, due: datetime) -> Object:
    template = clone(cronjob["spec"]["jobTemplate"])
    metadata = {
        **{k: v for k, v in template.get("metadata", {}).items() if k in ("labels", "annotations")},
        "name": f"{name_of(cronjob)}-{int(due.timestamp()) // 60}",
        "namespace": namespace_of(cronjob),
        "ownerReferences": [owner_reference("batch/v1", "CronJob", cronjob)],
    }
    job = world.create(JOBS, {"metadata": metadata, "spec": template["spec"]})
    events.record(world, cronjob, "SuccessfulCreate", f"Created job {name_of(job)}", component=COMPONENT)
    return job


def _forget(world: World, cronjob: Object, jobs: list[Object]) -> None:
    for kind, field in (("Complete", "successfulJobsHistoryLimit"), ("Failed", "failedJobsHistoryLimit")):
        ended = sorted((job for job in jobs if is_true(job, kind)), key=name_of)
        keep = dig(cronjob, f"spec.{field}", 1)
        for job in ended[: max(len(ended) - keep, 0)]:
            world.delete(JOBS, job)


# ---- schedules -----------------------------------------------------------------------------------------------------


def last_due(schedule: str, after: datetime, now: datetime) -> datetime | None:
    """The latest time of the schedule after one moment and up to another; None when there is none."""
    fields = [_field(text, *bounds) for text, bounds in zip(NAMED.get(schedule, schedule).split(), RANGES, strict=True)]
    moment = now.replace(second=0, microsecond=0)
    earliest = max(after, now - LOOK_BACK)
    while moment > earliest:
        if not _day_matches(fields, moment):
            moment = moment.replace(hour=0, minute=0) - timedelta(minutes=1)
        elif moment.hour not in fields[1]:
            moment = moment.replace(minute=0) - timedelta(minutes=1)
        elif moment.minute not in fields[0]:
            moment -= timedelta(minutes=1)
        else:
            return moment
    return None


def _day_matches(fields: list[set[int]], moment: datetime) -> bool:
    """Day of month and day of week are alternatives where both are restricted, as cron has it."""
    by_date = moment.day in fields[2]
    by_weekday = moment.isoweekday() % 7 in fields[4]
    both = len(fields[2]) < 31 and len(fields[4]) < 7
    return moment.month in fields[3] and (by_date or by_weekday if both else by_date and by_weekday)


def _field(text: str, low: int, high: int) -> set[int]:
    """`*`, `*/15`, `1-5`, `0,30`: the numbers that are meant."""
    found: set[int] = set()
    for part in text.split(","):
        span, _, every = part.partition("/")
        first, _, last = span.partition("-")
        start = low if first == "*" else int(first)
        end = high if first == "*" or (every and not last) else int(last or first)
        found |= {number % 7 if high == 6 else number for number in range(start, end + 1, int(every or 1))}
    return found
