"""Alerts by the rules of kubernetes-mixin (and Argo CD's and blackbox exporter's usual ones), over the simulated state.

https://github.com/kubernetes-monitoring/kubernetes-mixin/blob/master/alerts
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from firstmate.practice.objects import Object, condition, dig, is_terminating, is_true, name_of, namespace_of, since
from firstmate.practice.world import World

MARK = "alert/"
STATE_METRICS = {"job": "kube-state-metrics"}
QUARTER = timedelta(minutes=15)
RECENT = timedelta(minutes=5)
PROBED = "prometheus.io/probe"


@dataclass(frozen=True)
class Active:
    """An alert whose condition holds; it fires when it has held for long enough."""

    name: str
    severity: str
    labels: tuple[tuple[str, str], ...]
    summary: str
    description: str
    hold: timedelta = QUARTER

    @property
    def all_labels(self) -> dict[str, str]:
        return {"alertname": self.name, **dict(self.labels), "severity": self.severity}

    @property
    def fingerprint(self) -> str:
        text = ",".join(f"{key}={value}" for key, value in sorted(self.all_labels.items()))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def _alert(name: str, labels: dict[str, str], summary: str, description: str, hold: timedelta = QUARTER) -> Active:
    return Active(name, "warning", tuple(labels.items()), summary, description, hold)


def _about(obj: Object, label: str) -> dict[str, str]:
    return {"namespace": namespace_of(obj), label: name_of(obj), **STATE_METRICS}


# ---- rules ---------------------------------------------------------------------------------------------------------


def _watchdog(_: World) -> Iterator[Active]:
    told = "This is an alert meant to ensure that the entire alerting pipeline is functional."
    yield Active("Watchdog", "none", (), "An alert that should always be firing.", told, timedelta(0))


def _crash_looping(world: World) -> Iterator[Active]:
    for pod in world.find("pods"):
        for status in dig(pod, "status.containerStatuses", []):
            if not _crashes(world, status):
                continue
            labels = {**_about(pod, "pod"), "container": status["name"], "reason": "CrashLoopBackOff"}
            where = f"{namespace_of(pod)}/{name_of(pod)} ({status['name']})"
            told = f'Pod {where} is in waiting state (reason: "CrashLoopBackOff").'
            yield _alert("KubePodCrashLooping", labels, "Pod is crash looping.", told)


def _crashes(world: World, status: Object) -> bool:
    """Backing off, now or within the last five minutes: the rule looks at the maximum over these."""
    state = status["state"]
    failed = bool(dig(status, "lastState.terminated.exitCode", 0)) and status["restartCount"] > 1
    running = dig(state, "running.startedAt")
    if running is None:
        return bool(failed or dig(state, "waiting.reason") == "CrashLoopBackOff")
    return failed and since(running, world.now) < RECENT


def _not_ready(world: World) -> Iterator[Active]:
    for pod in world.find("pods"):
        done = dig(pod, "status.phase") == "Succeeded" or is_terminating(pod)
        owner = dig(pod, "metadata.ownerReferences", [{}])[0].get("kind")
        if done or is_true(pod, "Ready") or owner == "Job":
            continue
        where = f"{namespace_of(pod)}/{name_of(pod)}"
        told = f"Pod {where} has been in a non-ready state for longer than 15 minutes."
        labels = {"namespace": namespace_of(pod), "pod": name_of(pod)}
        yield _alert("KubePodNotReady", labels, "Pod has been in a non-ready state for more than 15 minutes.", told)


def _replicas_mismatch(world: World) -> Iterator[Active]:
    for key, kind, field in (
        ("deployments.apps", "Deployment", "availableReplicas"),
        ("statefulsets.apps", "StatefulSet", "readyReplicas"),
    ):
        for obj in world.find(key):
            if dig(obj, f"status.{field}", 0) == obj["spec"]["replicas"]:
                continue
            summary = f"{kind} has not matched the expected number of replicas."
            where = f"{namespace_of(obj)}/{name_of(obj)}"
            told = f"{kind} {where} has not matched the expected number of replicas for longer than 15 minutes."
            yield _alert(f"Kube{kind}ReplicasMismatch", _about(obj, kind.lower()), summary, told)


def _rollout_stuck(world: World) -> Iterator[Active]:
    for deployment in world.find("deployments.apps"):
        if condition(deployment, "Progressing").get("status") == "False":
            where = f"{namespace_of(deployment)}/{name_of(deployment)}"
            told = f"Rollout of deployment {where} is not progressing for longer than 15 minutes."
            labels = _about(deployment, "deployment")
            yield _alert("KubeDeploymentRolloutStuck", labels, "Deployment rollout is not progressing.", told)


def _daemonset_stuck(world: World) -> Iterator[Active]:
    for daemonset in world.find("daemonsets.apps"):
        if dig(daemonset, "status.numberAvailable", 0) != dig(daemonset, "status.desiredNumberScheduled", 0):
            where = f"{namespace_of(daemonset)}/{name_of(daemonset)}"
            told = f"DaemonSet {where} has not finished or progressed for at least 15m."
            yield _alert(
                "KubeDaemonSetRolloutStuck", _about(daemonset, "daemonset"), "DaemonSet rollout is stuck.", told
            )


def _job_failed(world: World) -> Iterator[Active]:
    for job in world.find("jobs.batch"):
        if is_true(job, "Failed"):
            where = f"{namespace_of(job)}/{name_of(job)}"
            told = f"Job {where} failed to complete. Removing failed job after investigation should clear this alert."
            yield _alert("KubeJobFailed", _about(job, "job_name"), "Job failed to complete.", told)


def _nodes(world: World) -> Iterator[Active]:
    for node in world.find("nodes"):
        labels = {"node": name_of(node), **STATE_METRICS}
        if not is_true(node, "Ready"):
            told = f"{name_of(node)} has been unready for more than 15 minutes."
            yield _alert("KubeNodeNotReady", labels, "Node is not ready.", told)
        if any(t["key"] == "node.kubernetes.io/unreachable" for t in dig(node, "spec.taints", [])):
            told = f"{name_of(node)} is unreachable and some workloads may be rescheduled."
            yield _alert("KubeNodeUnreachable", labels, "Node is unreachable.", told)


def _out_of_sync(world: World) -> Iterator[Active]:
    for app in world.find("applications.argoproj.io"):
        if dig(app, "status.sync.status") == "OutOfSync":
            labels = {"name": name_of(app), "namespace": namespace_of(app), "job": "argocd-metrics"}
            told = f"The application {name_of(app)} is out of sync with the sync status OutOfSync for the past 15m."
            yield _alert("ArgoCdAppOutOfSync", labels, "An ArgoCD Application is Out Of Sync.", told)


def _probe_failed(world: World) -> Iterator[Active]:
    for service in world.find("services"):
        endpoints = world.get("endpoints", namespace_of(service), name_of(service))
        answers = any(subset.get("addresses") for subset in dig(endpoints, "subsets", []))
        if dig(service, "metadata.annotations", {}).get(PROBED) == "true" and not answers:
            instance = f"{name_of(service)}.{namespace_of(service)}.svc:{service['spec']['ports'][0]['port']}"
            labels = {"instance": instance, "job": "blackbox", **_about(service, "service")} | {"job": "blackbox"}
            told = f"The probe of {instance} fails."
            yield _alert("BlackboxProbeFailed", labels, "Blackbox probe failed.", told, RECENT)


RULES: tuple[Callable[[World], Iterator[Active]], ...] = (
    _watchdog,
    _crash_looping,
    _not_ready,
    _replicas_mismatch,
    _rollout_stuck,
    _daemonset_stuck,
    _job_failed,
    _nodes,
    _out_of_sync,
    _probe_failed,
)


# ---- their state ---------------------------------------------------------------------------------------------------


def active(world: World) -> list[Active]:
    """All whose condition holds, in the order of their rules."""
    return [alert for rule in RULES for alert in rule(world)]


def evaluate(world: World) -> None:
    """Remember since when each condition holds, and forget those that hold no more."""
    now = {MARK + alert.fingerprint for alert in active(world)}
    for mark in [m for m in world.marks if m.startswith(MARK) and m not in now]:
        del world.marks[mark]
    for mark in now:
        world.marks.setdefault(mark, world.now)


def with_state(world: World) -> list[tuple[Active, datetime, bool]]:
    """Each active alert, since when it is, and whether it fires."""
    told = [(alert, world.marks.get(MARK + alert.fingerprint, world.now)) for alert in active(world)]
    return [(alert, begun, world.now - begun >= alert.hold) for alert, begun in told]
