"""Alerts for tests, as Prometheus tells them."""

from __future__ import annotations

from typing import Any

from firstmate.snapshot import AlertListing
from firstmate.snapshot.alerts import parse_alerts

Plain = dict[str, Any]


def alert(name: str, /, *, severity: str = "warning", summary: str = "", state: str = "firing", **labels: str) -> Plain:
    """One alert of `/api/v1/alerts`."""
    return {
        "labels": {"alertname": name, "severity": severity, **labels},
        "annotations": {"summary": summary} if summary else {},
        "state": state,
        "activeAt": "2026-03-01T11:40:00.5Z",
        "value": "1e+00",
    }


def heard(*alerts: Plain) -> dict[str, AlertListing]:
    """What a snapshot holds when Prometheus tells these."""
    return {"prometheus": parse_alerts("prometheus", {"status": "success", "data": {"alerts": list(alerts)}})}


def silenced(*alerts: Plain, how: str = "silencedBy") -> dict[str, AlertListing]:
    """What a snapshot holds when Alertmanager tells these as silenced (or `inhibitedBy` others)."""
    status = {"state": "suppressed", "silencedBy": [], "inhibitedBy": [], how: ["s-1"]}
    answer = [{"labels": a["labels"], "annotations": {}, "startsAt": a["activeAt"], "status": status} for a in alerts]
    return {"alertmanager": parse_alerts("alertmanager", answer)}
