"""How an object is, whatever its kind: Argo CD's and kstatus' rules, and never Healthy for what is broken.

Built-in kinds by their exact rules, everything else by its conditions, observedGeneration and phase.
https://argo-cd.readthedocs.io/en/stable/operator-manual/health/
https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from firstmate.facts.pods import condition, containers, is_ready
from firstmate.snapshot import objects as o
from firstmate.snapshot.custom import CustomObject


class Health(StrEnum):
    """The states that Argo CD knows."""

    HEALTHY = "Healthy"
    SUSPENDED = "Suspended"
    PROGRESSING = "Progressing"
    MISSING = "Missing"
    DEGRADED = "Degraded"
    UNKNOWN = "Unknown"


@dataclass(frozen=True)
class Verdict:
    """A state, and what decided it."""

    health: Health
    where: str = ""
    value: str = ""


GOOD = ("Ready", "Available", "Healthy", "Established", "Accepted", "Synced", "Reconciled", "Programmed", "Succeeded")
"""Condition types that say that all is well when True."""
BAD = re.compile(r"(^|[a-z])(Failed|Failure|Error|Degraded|Stalled|Unhealthy|Invalid)$")
"""Condition types that say that something is broken when True."""
BUSY = ("Reconciling", "Progressing", "Updating", "Upgrading")
ON_THE_WAY = re.compile(
    r"progress|pending|creating|initiali[sz]|reconcil|waiting|provisioning|issuing|starting|updating|scaling|bootstrap",
    re.IGNORECASE,
)
PHASES: tuple[tuple[Health, re.Pattern[str]], ...] = tuple(
    (health, re.compile(words, re.IGNORECASE))
    for health, words in (
        (Health.DEGRADED, r"fail|error|degrad|crash|lost|unhealthy|fault|invalid|broken|unavailable|not ?ready|red$"),
        (Health.SUSPENDED, r"suspend|paused|stopped|hibernat"),
        (
            Health.HEALTHY,
            r"^(ready|running|active|bound|healthy|succeeded|completed?|available|established|ok|green|online|deployed)$",
        ),
        (Health.PROGRESSING, rf"{ON_THE_WAY.pattern}|terminating|deleting|yellow"),
    )
)
WORST = (Health.DEGRADED, Health.SUSPENDED, Health.PROGRESSING, Health.HEALTHY)


def health(obj: o.Object | None) -> Verdict:
    """How the object is; None is an object that should exist and does not."""
    if obj is None:
        return Verdict(Health.MISSING)
    if obj.metadata.deletion_timestamp:
        return Verdict(Health.PROGRESSING, "metadata.deletionTimestamp", "is being deleted")
    rule = BUILT_IN.get(type(obj))
    if rule:
        return rule(obj)
    return _custom(obj) if isinstance(obj, CustomObject) else Verdict(Health.UNKNOWN)


# ---- any kind ------------------------------------------------------------------------------------------------------


def _custom(obj: CustomObject) -> Verdict:
    """The worst of everything that it says of itself; Unknown when it says nothing."""
    found = list(_signs(obj))
    return min(found, key=lambda verdict: WORST.index(verdict.health), default=Verdict(Health.UNKNOWN))


def _signs(obj: CustomObject) -> Iterator[Verdict]:
    observed, generation = obj.status.observed_generation, obj.metadata.generation
    if observed is not None and observed < generation:
        yield Verdict(Health.PROGRESSING, "status.observedGeneration", f"{observed} of {generation}")
    if obj.spec.suspend or obj.spec.suspended or obj.spec.paused:
        yield Verdict(Health.SUSPENDED, "spec", "suspended")
    for told in obj.status.conditions:
        yield from _of_condition(told)
    for field in ("health", "phase", "state"):
        value: str = getattr(obj.status, field)
        known = next((h for h, words in PHASES if words.search(value)), None) if value else None
        if known:
            yield Verdict(known, f"status.{field}", value)


def _of_condition(told: o.Condition) -> Iterator[Verdict]:
    where, value = f"status.conditions[{told.type}]", f"{told.status}: {told.reason} {told.message}".strip()
    if BAD.search(told.type):
        if told.status == "True":
            yield Verdict(Health.DEGRADED, where, value)
    elif told.type in BUSY:
        if told.status == "True":
            yield Verdict(Health.PROGRESSING, where, value)
    elif told.type in GOOD:
        if told.status == "True":
            yield Verdict(Health.HEALTHY, where, value)
        else:
            moving = told.status == "Unknown" or ON_THE_WAY.search(told.reason)
            yield Verdict(Health.PROGRESSING if moving else Health.DEGRADED, where, value)


# ---- built-in kinds ------------------------------------------------------------------------------------------------


def _workload(obj: o.Workload) -> Verdict:
    """A Deployment or StatefulSet: its generation seen, everything updated and available, no deadline exceeded."""
    status, wanted = obj.status, obj.spec.replicas
    progress = condition(status.conditions, "Progressing")
    if progress.reason == "ProgressDeadlineExceeded":
        return Verdict(Health.DEGRADED, "status.conditions[Progressing]", progress.message)
    if obj.spec.paused:
        return Verdict(Health.SUSPENDED, "spec.paused", "true")
    if status.observed_generation < obj.metadata.generation:
        return Verdict(Health.PROGRESSING, "status.observedGeneration", str(status.observed_generation))
    if isinstance(obj, o.Deployment) and status.updated_replicas < wanted:
        return Verdict(Health.PROGRESSING, "status.updatedReplicas", f"{status.updated_replicas} of {wanted}")
    return _count("status.readyReplicas", status.ready_replicas, wanted)


def _daemonset(obj: o.DaemonSet) -> Verdict:
    if obj.status.observed_generation < obj.metadata.generation:
        return Verdict(Health.PROGRESSING, "status.observedGeneration", str(obj.status.observed_generation))
    return _count("status.numberReady", obj.status.number_ready, obj.status.desired_number_scheduled)


def _replicaset(obj: o.ReplicaSet) -> Verdict:
    failure = condition(obj.status.conditions, "ReplicaFailure")
    if failure.status == "True":
        return Verdict(Health.DEGRADED, "status.conditions[ReplicaFailure]", failure.message)
    return _count("status.readyReplicas", obj.status.ready_replicas, obj.spec.replicas)


def _count(where: str, have: int, wanted: int) -> Verdict:
    return Verdict(Health.HEALTHY if have >= wanted else Health.PROGRESSING, where, f"{have} of {wanted}")


def _pod(pod: o.Pod) -> Verdict:
    """Running and ready, or succeeded; a container that fails or waits for a reason breaks it."""
    if pod.status.phase == "Succeeded" or (pod.status.phase == "Running" and is_ready(pod)):
        return Verdict(Health.HEALTHY, "status.phase", pod.status.phase)
    if pod.status.phase == "Failed":
        return Verdict(Health.DEGRADED, "status.phase", f"Failed {pod.status.reason} {pod.status.message}".strip())
    for container in containers(pod):
        reason = container.waiting_reason
        if reason.startswith("Err") or reason.endswith(("Error", "BackOff", "InvalidImageName")):
            return Verdict(Health.DEGRADED, container.path, f"{reason} {container.waiting_message}".strip())
    return Verdict(Health.PROGRESSING, "status.phase", pod.status.phase)


def _job(job: o.Job) -> Verdict:
    for kind, verdict in (
        ("Failed", Health.DEGRADED),
        ("Suspended", Health.SUSPENDED),
        ("Complete", Health.HEALTHY),
    ):
        told = condition(job.status.conditions, kind)
        if told.status == "True":
            return Verdict(verdict, f"status.conditions[{kind}]", f"{told.reason} {told.message}".strip())
    return Verdict(Health.PROGRESSING, "status.active", str(job.status.active))


def _cronjob(cronjob: o.CronJob) -> Verdict:
    suspended = cronjob.spec.suspend
    return Verdict(Health.SUSPENDED if suspended else Health.HEALTHY, "spec.suspend", str(suspended).lower())


def _claim(claim: o.PersistentVolumeClaim) -> Verdict:
    states = {"Bound": Health.HEALTHY, "Pending": Health.PROGRESSING, "Lost": Health.DEGRADED}
    return Verdict(states.get(claim.status.phase, Health.UNKNOWN), "status.phase", claim.status.phase)


def _service(service: o.Service) -> Verdict:
    waits = service.spec.type == "LoadBalancer" and not service.status.load_balancer.ingress
    return Verdict(Health.PROGRESSING if waits else Health.HEALTHY, "spec.type", service.spec.type)


def _ingress(ingress: o.Ingress) -> Verdict:
    has = bool(ingress.status.load_balancer.ingress)
    return Verdict(Health.HEALTHY if has else Health.PROGRESSING, "status.loadBalancer.ingress", str(has).lower())


def _autoscaler(hpa: o.HorizontalPodAutoscaler) -> Verdict:
    for told in hpa.status.conditions:
        if (
            told.status == "False"
            and told.type in ("AbleToScale", "ScalingActive")
            and told.reason != "ScalingDisabled"
        ):
            return Verdict(Health.DEGRADED, f"status.conditions[{told.type}]", f"{told.reason} {told.message}")
    able = condition(hpa.status.conditions, "AbleToScale")
    return Verdict(Health.HEALTHY if able.status == "True" else Health.PROGRESSING, "status.conditions", able.reason)


def _available(obj: o.ApiService) -> Verdict:
    told = condition(obj.status.conditions, "Available")
    states = {"True": Health.HEALTHY, "False": Health.DEGRADED}
    return Verdict(states.get(told.status, Health.PROGRESSING), "status.conditions[Available]", told.message)


def _node(node: o.Node) -> Verdict:
    told = condition(node.status.conditions, "Ready")
    return Verdict(
        Health.HEALTHY if told.status == "True" else Health.DEGRADED, "status.conditions[Ready]", told.message
    )


BUILT_IN: dict[type[o.Object], Callable[[Any], Verdict]] = {
    o.Deployment: _workload,
    o.StatefulSet: _workload,
    o.DaemonSet: _daemonset,
    o.ReplicaSet: _replicaset,
    o.Pod: _pod,
    o.Job: _job,
    o.CronJob: _cronjob,
    o.PersistentVolumeClaim: _claim,
    o.Service: _service,
    o.Ingress: _ingress,
    o.HorizontalPodAutoscaler: _autoscaler,
    o.ApiService: _available,
    o.Node: _node,
}
