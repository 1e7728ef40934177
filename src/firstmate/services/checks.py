"""What must hold before a run goes on: checks by name, of a cluster as it is seen now. Not seeing is not holding."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

from firstmate.errors import FirstmateError
from firstmate.facts import Facts, WorkloadFacts
from firstmate.findings import Severity
from firstmate.services.diagnose import Report, diagnose
from firstmate.services.preflight import judge
from firstmate.snapshot import Snapshot
from firstmate.snapshot.objects import CronJob
from firstmate.workflow.parse import seconds

INTERVAL = 3.0
PATIENCE = 60.0
"""Seconds that a check may take to hold for the first time, where its step says nothing else."""


@dataclass(frozen=True)
class Verdict:
    """Whether it holds, and what was seen."""

    holds: bool
    seen: str


@dataclass(frozen=True)
class Seen:
    """A cluster at one moment, and what is wrong with it."""

    facts: Facts
    report: Report

    @classmethod
    def of(cls, snapshot: Snapshot) -> Seen:
        return cls(Facts(snapshot), diagnose(snapshot))


Arguments = Mapping[str, Any]


@dataclass(frozen=True)
class Check:
    """One check: what it says, the arguments that it needs and those it may have, and how it judges."""

    says: str
    needs: tuple[str, ...]
    may: tuple[str, ...]
    judge: Callable[[Seen, Arguments], Verdict]

    @property
    def takes(self) -> Mapping[str, Any]:
        """The JSON Schema of its arguments."""
        known: dict[str, Any] = {key: {} for key in (*self.needs, *self.may)}
        return {"type": "object", "additionalProperties": False, "required": list(self.needs), "properties": known}


def workload_ready(seen: Seen, arguments: Arguments) -> Verdict:
    """Every replica that is wanted is ready, of the newest template, and there is at least one."""
    name, namespace = str(arguments["workload"]), str(arguments["namespace"])
    kind = str(arguments.get("kind", ""))
    found = [
        workload
        for ref, workload in seen.facts.workloads.items()
        if (ref.namespace, ref.name) == (namespace, name) and ref.kind.lower() in ("", kind.lower() or ref.kind.lower())
    ]
    if len(found) != 1:
        many = ", ".join(str(workload.ref) for workload in found) or "none"
        return Verdict(False, f"one workload {namespace}/{name} is wanted, there is {many}")
    return _ready(found[0])


def _ready(workload: WorkloadFacts) -> Verdict:
    status = workload.object.status
    if status.observed_generation < workload.object.metadata.generation:
        return Verdict(False, f"{workload.ref}: its controller has not seen the last change yet")
    if workload.updated < workload.wanted or workload.updated < status.replicas:
        pods = max(workload.wanted, status.replicas)
        newest = f"of {pods} pods {workload.updated} are of its newest template, {workload.ready} ready"
        return Verdict(False, f"{workload.ref}: {newest}")
    told = f"{workload.ref} has {workload.ready} of {workload.wanted} pods ready"
    old = [pod for pod in workload.pods if pod.metadata.deletion_timestamp]
    return Verdict(0 < workload.wanted <= workload.ready and not old, told)


def healthy(seen: Seen, arguments: Arguments) -> Verdict:
    """Nothing is wrong that is worse than an information, and everything that matters could be read."""
    del arguments
    return _no_incidents(seen, lambda code, ref: True)


def findings_gone(seen: Seen, arguments: Arguments) -> Verdict:
    """No incident of a code, or about an object (KIND/NAMESPACE/NAME), or both."""
    code, ref = str(arguments.get("code", "")), str(arguments.get("object", ""))
    return _no_incidents(seen, lambda c, r: code in ("", c) and ref in ("", r))


def alert_gone(seen: Seen, arguments: Arguments) -> Verdict:
    """No alert of the name fires, in any source of alerts, and at least one could be read."""
    name = str(arguments["alertname"])
    sources = seen.facts.snapshot.alerts
    readable = [listing for listing in sources.values() if listing.missing is None]
    if not readable:
        return Verdict(False, "no source of alerts could be read")
    firing = [
        a for listing in readable for a in listing.items if a.labels.get("alertname") == name and a.state == "firing"
    ]
    return Verdict(not firing, f"{len(firing)} alerts {name} fire")


def backups_fresh(seen: Seen, arguments: Arguments) -> Verdict:
    """Every CronJob of a name (a pattern: `*backup*`) succeeded within the time, and there is at least one."""
    pattern, within = str(arguments["jobs"]), seconds(str(arguments["within"]))
    listing, now = seen.facts.snapshot.cronjobs, seen.facts.snapshot.taken_at
    if listing.missing:
        return Verdict(False, "the CronJobs cannot be read")
    jobs = [one for one in listing.items if fnmatchcase(one.metadata.name, pattern)]
    late = [_since(one, now) for one in jobs if not _is_fresh(one, now, within)]
    if not jobs:
        return Verdict(False, f"there is no CronJob {pattern}")
    return Verdict(not late, "; ".join(late[:5]) or f"all {len(jobs)} succeeded within {arguments['within']}")


def _is_fresh(job: CronJob, now: datetime, within: float) -> bool:
    last = job.status.last_successful_time
    return last is not None and (now - last).total_seconds() <= within


def _since(job: CronJob, now: datetime) -> str:
    name, last = f"{job.metadata.namespace}/{job.metadata.name}", job.status.last_successful_time
    if last is None:
        return f"{name} has never succeeded"
    return f"{name} last succeeded {(now - last).total_seconds() / 3600:.0f} h ago"


def preflight_passed(seen: Seen, arguments: Arguments) -> Verdict:
    """The manifests of a file or folder would run here; what cannot be checked stands against them."""
    return Verdict(*judge(seen.facts.snapshot, str(arguments["path"]), str(arguments.get("into", ""))))


def _no_incidents(seen: Seen, meant: Callable[[str, str], bool]) -> Verdict:
    report = seen.report
    if report.unreadable:
        return Verdict(False, f"could not be read: {', '.join(sorted(report.unreadable))}")
    found = [
        f"{finding.code} {finding.object}"
        for incident in report.incidents
        for finding in (incident.cause, *(c.finding for c in incident.consequences))
        if finding.severity >= Severity.WARNING and meant(finding.code, str(finding.object))
    ]
    return Verdict(not found, ", ".join(found[:3]) or "nothing of it is found")


# name -> check; what a workflow may name in `check:`
CHECKS = {
    "workload-ready": Check(
        "every replica that is wanted is ready", ("namespace", "workload"), ("kind", "for"), workload_ready
    ),
    "healthy": Check("nothing is wrong in the namespace, or anywhere", (), ("namespace", "for"), healthy),
    "findings-gone": Check(
        "no finding of a code, or about an object", (), ("code", "object", "namespace", "for"), findings_gone
    ),
    "backups-fresh": Check(
        "every backup job succeeded lately", ("jobs", "within"), ("namespace", "for"), backups_fresh
    ),
    "preflight": Check(
        "the manifests of a file or folder would run here", ("path",), ("into", "for"), preflight_passed
    ),
    "alert-gone": Check("no alert of a name fires", ("alertname",), ("namespace", "for"), alert_gone),
}


async def held(
    name: str, arguments: Arguments, look: Callable[[str], Snapshot], patience: float = 0.0, interval: float = INTERVAL
) -> Verdict:
    """Whether a check comes to hold within `patience` seconds, and then goes on holding as long as `for` says.

    `look` reads a namespace, or all of them (""). What cannot be read does not hold.
    """
    check = CHECKS[name]
    wanted = seconds(str(arguments["for"])) if "for" in arguments else 0.0
    clock = asyncio.get_running_loop().time
    deadline = clock() + (patience or PATIENCE)
    since: float | None = None
    while True:
        verdict = await asyncio.to_thread(_judged, check, arguments, look)
        since = (clock() if since is None else since) if verdict.holds else None
        if since is not None and clock() - since >= wanted:
            return verdict
        if since is None and clock() >= deadline:
            return verdict
        await asyncio.sleep(interval)


def _judged(check: Check, arguments: Arguments, look: Callable[[str], Snapshot]) -> Verdict:
    try:
        return check.judge(Seen.of(look(str(arguments.get("namespace", "")))), arguments)
    except FirstmateError as error:
        return Verdict(False, error.message)
