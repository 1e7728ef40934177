"""Time series and applications for tests of what is measured."""

from __future__ import annotations

from firstmate.facts import Facts
from firstmate.snapshot.series import Metric, Series
from tests.support.build import Plain, facts_of, healthy_app, merged, node

POD = "web-5d8c7b9f4-abcde"


def series(metric: Metric, subject: str, before: float, after: float) -> Series:
    """40 samples: ten as before, the rest as after, with a ripple of two percent."""
    levels = [before] * 10 + [after] * 30
    return Series(metric, subject, tuple(level * (1 + 0.02 * (i % 3 - 1)) for i, level in enumerate(levels)))


def level(metric: Metric, value: float | None, kind: str = "Pod", name: str = POD, part: str = "web") -> Series:
    """What a metric of one object is now, as one sample."""
    return Series(metric, name, (value,), "" if kind == "Node" else "shop", kind, part)


def slower(**levels: tuple[float, float]) -> tuple[Series, ...]:
    """Median latencies in ms of applications: name=(before, after)."""
    return tuple(series(Metric.LATENCY_P50, name, *level) for name, level in levels.items())


def applications(*names: str, on: dict[str, str] | None = None) -> tuple[Plain, ...]:
    """Healthy applications; `on` places one on another node than node-1."""
    placed = []
    for name in names:
        deployment, replicaset, pod = healthy_app(name)
        where = (on or {}).get(name, "node-1")
        placed += [deployment, replicaset, merged(pod, {"spec": {"nodeName": where}})]
    return (*placed, node("node-1"), node("node-2"))


def measured_facts(
    objects: tuple[Plain, ...], *found: Series, calls: dict[str, tuple[str, ...]] | None = None
) -> Facts:
    """Facts over objects with series, and who calls whom."""
    return facts_of(*objects, series=found, dependencies=calls or {})
