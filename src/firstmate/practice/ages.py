"""Durations as kubectl and the API server's tables show them: `95s`, `3m12s`, `5h`, `12d`.

Source: k8s.io/apimachinery/pkg/util/duration HumanDuration.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from firstmate.practice.objects import Object, dig, moment_of

# Below so many seconds: shown in these units, with the rest in those.
STEPS = (
    (120, 1, "s", 0, ""),
    (600, 60, "m", 1, "s"),
    (3 * 3600, 60, "m", 0, ""),
    (8 * 3600, 3600, "h", 60, "m"),
    (48 * 3600, 3600, "h", 0, ""),
    (8 * 86400, 86400, "d", 3600, "h"),
    (2 * 365 * 86400, 86400, "d", 0, ""),
)
YEAR = 365 * 86400


def human(duration: timedelta) -> str:
    """The duration in at most two units."""
    seconds = int(duration.total_seconds())
    if seconds < 0:
        return "0s" if seconds >= -1 else "<invalid>"
    for bound, unit, letter, smaller, smaller_letter in STEPS:
        if seconds < bound:
            rest = seconds % unit // smaller if smaller else 0
            return f"{seconds // unit}{letter}" + (f"{rest}{smaller_letter}" if rest else "")
    return f"{seconds // YEAR}y"


def age(obj: Object, now: datetime, path: str = "metadata.creationTimestamp") -> str:
    """How long ago the timestamp at a path was; `<unknown>` where there is none."""
    moment = moment_of(dig(obj, path))
    return human(now - moment) if moment else "<unknown>"
