"""Containers that crashed, cannot be created or fail their probes, as the kubelet reports them."""

from __future__ import annotations

from tests.support.build import Plain, deployment, event, merged, pod, pod_spec, replicaset

ENDED = "2026-03-01T11:59:00Z"
BEGAN = "2026-03-01T11:58:40Z"


def ended(code: int, reason: str = "Error", message: str = "", *, at: str = ENDED, name: str = "web") -> Plain:
    """The status of a container that ended four times and waits to be tried again."""
    end = {"exitCode": code, "reason": reason, "message": message, "finishedAt": at, "startedAt": min(at, BEGAN)}
    waiting = {"reason": "CrashLoopBackOff", "message": "back-off 40s restarting failed container"}
    return {
        "name": name,
        "ready": False,
        "restartCount": 4,
        "state": {"waiting": waiting},
        "lastState": {"terminated": end},
    }


def creating(reason: str, message: str) -> Plain:
    """The status of a container that the runtime refuses to create."""
    return {
        "name": "web",
        "ready": False,
        "restartCount": 0,
        "state": {"waiting": {"reason": reason, "message": message}},
    }


def app(status: Plain, *, ready: bool = False, spec: Plain | None = None) -> tuple[Plain, Plain, Plain]:
    """A Deployment, its ReplicaSet and its pod with this container status; ready means that it runs again."""
    if ready:
        status = status | {
            "ready": True,
            "state": {"running": {"startedAt": status["lastState"]["terminated"]["finishedAt"]}},
        }
    running = merged(pod(ready=ready), {"spec": spec or pod_spec(), "status": {"containerStatuses": [status]}})
    return deployment(ready=int(ready)), replicaset(), running


def initialising(status: Plain) -> tuple[Plain, Plain, Plain]:
    """The same, with an init container `setup` of this status that the pod has not got beyond."""
    waits = {"name": "web", "ready": False, "restartCount": 0, "state": {"waiting": {"reason": "PodInitializing"}}}
    parts = {
        "spec": {"initContainers": [{"name": "setup", "image": "registry.example/setup:1"}]},
        "status": {"phase": "Pending", "initContainerStatuses": [status], "containerStatuses": [waits]},
    }
    return deployment(ready=0), replicaset(), merged(pod(ready=False), parts)


def probed(
    kind: str, probe: Plain, message: str, *, killed: int | None = None, ready: bool = False, **container: object
) -> tuple[Plain, ...]:
    """A Deployment whose container has a failing probe; `killed` is the exit code when it was restarted for it."""
    status: Plain = {
        "name": "web",
        "ready": ready,
        "started": kind != "startup",
        "restartCount": 0,
        "state": {"running": {"startedAt": "2026-03-01T11:57:00Z"}},
    }
    if killed is not None:
        end = {"exitCode": killed, "reason": "Error", "startedAt": BEGAN, "finishedAt": ENDED}
        status |= {"restartCount": 3, "lastState": {"terminated": end}}
    spec = pod_spec(**{f"{kind}Probe": probe, **container})
    running = merged(pod(ready=ready), {"spec": spec, "status": {"containerStatuses": [status]}})
    told = event(running, "Unhealthy", f"{kind.capitalize()} probe failed: {message}", count=9)
    return deployment(ready=int(ready)), replicaset(), running, told
