"""Nodes with little room left on a disk: images that have to be pulled may not fit, or drive others out.

https://kubernetes.io/docs/concepts/architecture/garbage-collection/#container-image-lifecycle
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts.measured import worst
from firstmate.preflight.case import Case, Said
from firstmate.preflight.values import Check, Miss, Weight
from firstmate.snapshot.queries import NODE_TIGHT
from firstmate.snapshot.series import Metric

CHECK = Check(
    __name__,
    title="Nodes have room on their disks",
    weight=Weight.WARNING,
    means="As Prometheus measured it, a node's filesystem is two thirds full: at 85 % the kubelet deletes images, at "
    "90 % it evicts pods.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss a node, of its fullest filesystem."""
    for level in worst(case.facts, Metric.FREE_SHARE, "Node"):
        if level.value < NODE_TIGHT:
            part = level.series.part or "a filesystem"
            text = f"{part} of node {level.ref.name} is {1 - level.value:.0%} full"
            yield Miss(CHECK.code, CHECK.weight, level.ref, "", text)
