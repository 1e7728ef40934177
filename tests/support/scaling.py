"""Autoscalers."""

from __future__ import annotations

from typing import Any

from tests.support.build import Plain, merged, obj


def hpa(condition: dict[str, str] | None = None, **parts: Any) -> Plain:
    """Autoscaler `web` of Deployment `web`, from 1 to 3 replicas, with one condition."""
    base = obj(
        "HorizontalPodAutoscaler",
        "web",
        spec={"scaleTargetRef": {"kind": "Deployment", "name": "web"}, "minReplicas": 1, "maxReplicas": 3},
        status={"currentReplicas": 1, "desiredReplicas": 1, "conditions": [condition] if condition else []},
    )
    return merged(base, parts)
