"""Workloads with a line in their log."""

from __future__ import annotations

from typing import Any

from firstmate.facts import Facts
from firstmate.snapshot import LogExcerpt
from tests.support.build import Plain, deployment, facts_of, obj, pod_spec

FRESH = "2026-03-01T11:58:00.123456789Z"
STALE = "2026-03-01T08:00:00Z"


def logging(line: str, *objects: Plain, ready: int = 0, at: str = FRESH, **more: Any) -> Facts:
    """Deployment `web`, not ready unless told, whose log holds this line; and what stands beside it."""
    written = f"{at} {line}" if at else line
    return facts_of(deployment(ready=ready), *objects, logs=(LogExcerpt("shop", "web", written),), **more)


def database(name: str = "db", image: str = "mysql:8.4", *, ready: int = 1) -> Plain:
    """A StatefulSet that runs a database."""
    return obj(
        "StatefulSet",
        name,
        spec={
            "replicas": 1,
            "template": {"metadata": {"labels": {"app": name}}, "spec": pod_spec(name, image=image)},
        },
        status={"replicas": 1, "readyReplicas": ready},
    )
