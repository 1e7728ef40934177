"""What time series tell: how far a metric has moved from its own earlier level, and whose metric it is.

Levels are medians, so that a few odd samples neither make nor hide a shift.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from firstmate.facts import Facts
from firstmate.findings import ObjectRef
from firstmate.snapshot.series import Metric

FEWEST = 20
"""Series shorter than this have no earlier level to speak of."""
NAME_LABELS = ("app", "app.kubernetes.io/name")


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
    names = _names(facts) if facts.snapshot.series else {}
    for series in facts.snapshot.series:
        if series.metric is metric and (shift := shift_of(series.values)):
            refs = names.get(series.subject, ())
            mine = [r for r in refs if not series.namespace or r.namespace in ("", series.namespace)]
            if len(mine) == 1:
                yield Measured(mine[0], series.subject, shift)


def by_subject(facts: Facts, metric: Metric) -> dict[str, Measured]:
    return {found.subject: found for found in measured(facts, metric)}


def _names(facts: Facts) -> dict[str, tuple[ObjectRef, ...]]:
    """Objects by the names that series may call them: a node, a workload or its app label, a pod."""
    names: dict[str, dict[ObjectRef, None]] = {}
    for node in facts.snapshot.nodes:
        names.setdefault(node.metadata.name, {})[ObjectRef.of("Node", node)] = None
    for ref, workload in facts.workloads.items():
        labels = workload.template.metadata.labels
        for name in {ref.name, *(labels[key] for key in NAME_LABELS if key in labels)}:
            names.setdefault(name, {})[ref] = None
    for ref, pods in facts.pods_by_owner.items():
        for pod in pods:
            names.setdefault(pod.metadata.name, {})[ref] = None
    return {name: tuple(refs) for name, refs in names.items()}
