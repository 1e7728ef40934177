"""Kubernetes quantities: `500m`, `1.5Gi`, `2e3`.

https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
"""

from __future__ import annotations

import math

SUFFIXES = {
    "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "Pi": 2**50, "Ei": 2**60,
    "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
}  # fmt: skip


def parse(text: str | float) -> float | None:
    """The amount in its base unit (cores, bytes, pieces); None when it is no quantity."""
    raw = str(text).strip()
    for suffix, factor in SUFFIXES.items():
        if raw.endswith(suffix):
            number = _number(raw.removesuffix(suffix))
            return None if number is None else number * factor
    return _number(raw)


def amount(quantities: dict[str, str | int | float], resource: str) -> float:
    """The amount of one resource in a requests, limits, capacity or quota map; 0 when absent or unreadable."""
    return parse(quantities.get(resource, 0)) or 0.0


def cpu_text(cores: float) -> str:
    """`250m` or `2`, as people write CPU."""
    return f"{cores:g}" if cores == int(cores) else f"{round(cores * 1000)}m"


def bytes_text(amount: float) -> str:
    """`512Mi`, `1.5Gi`: the largest unit that keeps the number at one or above."""
    for unit in ("Ti", "Gi", "Mi", "Ki"):
        if amount >= SUFFIXES[unit]:
            return f"{amount / SUFFIXES[unit]:.4g}{unit}"
    return f"{amount:g}"


def text(resource: str, value: float) -> str:
    """The amount of `cpu`, `memory` or anything else in the unit people use for it."""
    return (
        cpu_text(value)
        if resource.endswith("cpu")
        else bytes_text(value)
        if "memory" in resource or "storage" in resource
        else f"{value:g}"
    )


def _number(raw: str) -> float | None:
    try:
        number = float(raw)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
