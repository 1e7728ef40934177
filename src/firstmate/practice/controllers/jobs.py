"""Jobs: pods until enough of them are done, or too many failed."""

from __future__ import annotations

from datetime import timedelta

from firstmate.practice import events
from firstmate.practice.objects import Object, clone, dig, is_terminating, is_true, set_condition, since, stamp
from firstmate.practice.templates import is_ready, living, make_pod, pods_of, remove_pod
from firstmate.practice.world import World

JOBS = "jobs.batch"
COMPONENT = "job-controller"


def step(world: World) -> None:
    for job in world.find(JOBS):
        if is_terminating(job) or is_true(job, "Complete") or is_true(job, "Failed"):
            continue
        _reconcile(world, job)


def _reconcile(world: World, job: Object) -> None:
    pods = pods_of(world, job)
    done = sum(1 for pod in pods if dig(pod, "status.phase") == "Succeeded")
    failed = sum(1 for pod in pods if dig(pod, "status.phase") == "Failed") + _restarts(pods)
    told = clone(job)
    status = told.setdefault("status", {})
    status.setdefault("startTime", stamp(world.now))
    wanted = job["spec"].get("completions", 1)
    if done >= wanted:
        _complete(world, told)
    elif why := _verdict(world, job, status, failed):
        _fail(world, told, pods, *why)
    elif not job["spec"].get("suspend"):
        for _ in range(min(job["spec"]["parallelism"], wanted - done) - len(living(pods))):
            make_pod(world, job, COMPONENT)
    finished = is_true(told, "Complete") or is_true(told, "Failed")
    active = [] if finished else living(pods_of(world, job))
    counts = {"active": len(active), "ready": sum(map(is_ready, active)), "succeeded": done, "failed": failed}
    kept = {k: v for k, v in status.items() if k not in counts}
    world.set_status(JOBS, job, {**kept, **{k: v for k, v in counts.items() if v}})


def _restarts(pods: list[Object]) -> int:
    """Containers that were restarted in place count as failures too."""
    return sum(s["restartCount"] for pod in pods for s in dig(pod, "status.containerStatuses", []))


def _verdict(world: World, job: Object, status: Object, failed: int) -> tuple[str, str] | None:
    deadline = dig(job, "spec.activeDeadlineSeconds")
    if deadline is not None and since(status["startTime"], world.now) >= timedelta(seconds=deadline):
        return "DeadlineExceeded", "Job was active longer than specified deadline"
    if failed > job["spec"]["backoffLimit"]:
        return "BackoffLimitExceeded", "Job has reached the specified backoff limit"
    return None


def _complete(world: World, told: Object) -> None:
    told["status"]["completionTime"] = stamp(world.now)
    reached = {"reason": "CompletionsReached", "message": "Reached expected number of succeeded pods"}
    set_condition(told, "SuccessCriteriaMet", True, world.now, **reached)
    set_condition(told, "Complete", True, world.now, **reached)
    events.record(world, told, "Completed", "Job completed", component=COMPONENT)


def _fail(world: World, told: Object, pods: list[Object], reason: str, message: str) -> None:
    for pod in living(pods):
        remove_pod(world, told, pod, COMPONENT)
    set_condition(told, "FailureTarget", True, world.now, reason=reason, message=message)
    set_condition(told, "Failed", True, world.now, reason=reason, message=message)
    events.record(world, told, reason, message, component=COMPONENT, warning=True)
