"""Controllers whose pods are refused, as the API server and the controllers tell it."""

from __future__ import annotations

from tests.support.build import Plain, deployment, event, merged, obj, replicaset


def refused_deployment(message: str, name: str = "web", **event_parts: object) -> tuple[Plain, ...]:
    """A Deployment without a pod, its ReplicaSet that may not make one, and the FailedCreate event."""
    short = replicaset(name, status={"replicas": 0})
    failure = {"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": ""}
    asked = deployment(name, ready=0, status={"replicas": 0, "conditions": [failure]})
    return asked, short, event(short, "FailedCreate", f"Error creating: {message}", **event_parts)


def quota(name: str = "limits", *, hard: dict[str, str], used: dict[str, str], **parts: object) -> Plain:
    """A ResourceQuota with its status."""
    base = obj("ResourceQuota", name, spec={"hard": hard}, status={"hard": hard, "used": used})
    return merged(base, dict(parts))
