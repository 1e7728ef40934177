"""Argo CD Applications for tests, in the API's shape."""

from __future__ import annotations

from typing import Any

from tests.support.build import Plain, merged, obj

LONG_AGO = "2026-03-01T10:00:00Z"


def resource(kind: str, name: str, *, sync: str = "Synced", health: str = "Healthy", message: str = "") -> Plain:
    """One resource of an Application."""
    told = {"status": health, **({"message": message} if message else {})}
    return {"kind": kind, "namespace": "shop", "name": name, "status": sync, "health": told}


def operation(phase: str, message: str, *, finished: str = LONG_AGO, **more: Any) -> Plain:
    """The last or running sync."""
    return {"phase": phase, "message": message, "startedAt": LONG_AGO, "finishedAt": finished, **more}


def application(
    *resources: Plain,
    sync: str = "Synced",
    health: str = "Healthy",
    conditions: tuple[tuple[str, str], ...] = (),
    **parts: Any,
) -> Plain:
    """An Application that is synced by itself; conditions as (type, message), other parts are merged in."""
    base = obj(
        "Application",
        "shop",
        metadata={"namespace": "argocd"},
        spec={
            "project": "default",
            "source": {"repoURL": "https://git.example/shop.git", "path": "deploy", "targetRevision": "main"},
            "destination": {"server": "https://kubernetes.default.svc", "namespace": "shop"},
            "syncPolicy": {"automated": {"prune": True, "selfHeal": True}},
        },
        status={
            "sync": {"status": sync, "revision": "0123abc"},
            "health": {"status": health},
            "resources": list(resources),
            "conditions": [{"type": t, "message": m} for t, m in conditions],
        },
    )
    return merged(base, parts)


def failed(message: str, phase: str = "Failed", **more: Any) -> Plain:
    """An Application whose last sync failed."""
    return application(sync="OutOfSync", status={"operationState": operation(phase, message, **more)})


def complaining(condition: str, message: str) -> Plain:
    """An Application with a condition that keeps it from being compared."""
    return application(sync="Unknown", conditions=((condition, message),))
