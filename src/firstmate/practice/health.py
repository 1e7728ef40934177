"""The health of an object as Argo CD judges it.

Source: github.com/argoproj/gitops-engine pkg/health
"""

from __future__ import annotations

from collections.abc import Sequence

from firstmate.practice.objects import Object, condition, dig, is_true

ORDER = ("Healthy", "Suspended", "Progressing", "Missing", "Degraded", "Unknown")


def worst(states: Sequence[str]) -> str:
    return max(states, key=ORDER.index, default="Healthy")


def of(obj: Object | None) -> Object | None:
    """Status and message; None for kinds that have no health."""
    if obj is None:
        return {"status": "Missing"}
    match obj["kind"]:
        case "Deployment":
            return _deployment(obj)
        case "StatefulSet" | "DaemonSet":
            return _replicated(obj)
        case "Pod":
            return _told("Healthy" if is_true(obj, "Ready") else "Progressing")
        case "PersistentVolumeClaim":
            return _told("Healthy" if dig(obj, "status.phase") == "Bound" else "Progressing")
        case "Service" | "Ingress":
            return _told("Healthy")
        case _:
            return None


def _told(status: str, message: str = "") -> Object:
    return {"status": status, **({"message": message} if message else {})}


def _deployment(deployment: Object) -> Object:
    name, desired = deployment["metadata"]["name"], deployment["spec"]["replicas"]
    if condition(deployment, "Progressing").get("reason") == "ProgressDeadlineExceeded":
        return _told("Degraded", f'Deployment "{name}" exceeded its progress deadline')
    if not _is_observed(deployment):
        told = "Waiting for rollout to finish: observed deployment generation less than desired generation"
        return _told("Progressing", told)
    updated, available = (dig(deployment, f"status.{field}", 0) for field in ("updatedReplicas", "availableReplicas"))
    if updated < desired:
        return _told(
            "Progressing",
            f"Waiting for rollout to finish: {updated} out of {desired} new replicas have been updated...",
        )
    if old := max(dig(deployment, "status.replicas", 0) - updated, 0):
        return _told("Progressing", f"Waiting for rollout to finish: {old} old replicas are pending termination...")
    if available < updated:
        told = f"Waiting for rollout to finish: {available} of {updated} updated replicas are available..."
        return _told("Progressing", told)
    return _told("Healthy")


def _is_observed(obj: Object) -> bool:
    """Whether its controller has seen what it is now asked for: else its status tells of what was before."""
    return bool(dig(obj, "status.observedGeneration", 0) >= obj["metadata"]["generation"])


def _replicated(obj: Object) -> Object:
    if not _is_observed(obj):
        return _told("Progressing", "Waiting for the spec update to be observed...")
    if obj["kind"] == "DaemonSet":
        wanted, ready = dig(obj, "status.desiredNumberScheduled", 0), dig(obj, "status.numberAvailable", 0)
    else:
        wanted, ready = obj["spec"]["replicas"], dig(obj, "status.readyReplicas", 0)
    if ready < wanted:
        return _told("Progressing", f"Waiting for {wanted - ready} pods to be ready...")
    return _told("Healthy")
