"""What time series tell: how far a metric has moved from its own earlier level, and whose metric it is.

Levels are medians, so that a few odd samples neither make nor hide a shift.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from firstmate.facts import Facts
from firstmate.findings import ObjectRef
from firstmate.snapshot.objects import Pod
from firstmate.snapshot.series import Metric, Series

FEWEST = 20
"""Series shorter than this have no earlier level to speak of."""
LATEST = 5
"""Samples that tell of now: one alone may be odd, where there are more."""
NAME_LABELS = ("app", "app.kubernetes.io/name")
LOW_IS_BAD = (Metric.SUCCESS, Metric.FREE_SHARE, Metric.SECONDS_TO_FULL)


@dataclass(frozen=True)
class Shift:
    """The level at first, and the highest level since, each held for a good part of the series."""

    usual: float
    peak: float

    @property
    def rise(self) -> float:
        return self.peak - self.usual

    @property
    def ratio(self) -> float:
        """How many times the usual level; a level of nothing counts as a thousandth."""
        return self.peak / max(self.usual, 0.001)


@dataclass(frozen=True)
class Measured:
    """The shift of one metric of one object; `subject` is its name in the series."""

    ref: ObjectRef
    subject: str
    shift: Shift


@dataclass(frozen=True)
class Level:
    """What a metric of one object is now, and the series that tells it."""

    ref: ObjectRef
    series: Series
    value: float

    @property
    def badness(self) -> float:
        return -self.value if self.series.metric in LOW_IS_BAD else self.value


def shift_of(values: tuple[float | None, ...]) -> Shift | None:
    """The usual level (first fifth) and the highest one held for a quarter of the series; None when too short."""
    known = [value for value in values if value is not None]
    if len(known) < FEWEST:
        return None
    early, window = len(known) // 5, len(known) // 4
    levels = (median(known[i : i + window]) for i in range(early, len(known) - window + 1))
    return Shift(median(known[:early]), max(levels))


def measured(facts: Facts, metric: Metric) -> Iterator[Measured]:
    """Each shift of a metric whose subject is a known workload, pod or node, in the order of the series."""
    for series in facts.snapshot.series:
        if series.metric is metric and (shift := shift_of(series.values)) and (ref := _object(facts, series)):
            yield Measured(ref, series.subject, shift)


def worst(facts: Facts, metric: Metric, kind: str = "") -> Iterator[Level]:
    """The level of a metric now, once for each object (of one kind): the worst of its parts and pods."""
    found: dict[ObjectRef, Level] = {}
    for series in facts.snapshot.series:
        known = [value for value in series.values[-LATEST:] if value is not None]
        ref = _object(facts, series) if series.metric is metric and known else None
        if ref and kind in ("", ref.kind):
            level = Level(ref, series, median(known))
            found[ref] = max(level, found.get(ref, level), key=lambda one: one.badness)
    yield from (found[ref] for ref in sorted(found))


def by_subject(facts: Facts, metric: Metric) -> dict[str, Measured]:
    return {found.subject: found for found in measured(facts, metric)}


def _object(facts: Facts, series: Series) -> ObjectRef | None:
    """Whom a series is about, if it is there: a pod's workload rather than the pod."""
    if series.kind:
        known = facts.snapshot.of_kind(series.kind).get(series.namespace, series.subject)
        ref = ObjectRef(series.kind, series.namespace, series.subject)
        return None if known is None else facts.owner(known) if isinstance(known, Pod) else ref
    refs = facts.once(_names).get(series.subject, ())
    mine = [r for r in refs if not series.namespace or r.namespace in ("", series.namespace)]
    return mine[0] if len(mine) == 1 else None


def _names(facts: Facts) -> dict[str, tuple[ObjectRef, ...]]:
    """Objects by the names that series may call them: a node, a workload or its app label, a pod."""
    names: dict[str, dict[ObjectRef, None]] = {}
    for node in facts.snapshot.nodes:
        names.setdefault(node.metadata.name, {})[ObjectRef.of("Node", node)] = None
    for ref, workload in facts.workloads.items():
        labels = workload.template.metadata.labels
        for name in {ref.name, f"{ref.namespace}/{ref.name}", *(labels[key] for key in NAME_LABELS if key in labels)}:
            names.setdefault(name, {})[ref] = None
    for ref, pods in facts.pods_by_owner.items():
        for pod in pods:
            names.setdefault(pod.metadata.name, {})[ref] = None
    return {name: tuple(refs) for name, refs in names.items()}
