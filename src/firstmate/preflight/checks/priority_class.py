"""Pods of a PriorityClass that is not there: the API server refuses them.

https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.findings import ObjectRef
from firstmate.preflight.case import Case, Said
from firstmate.preflight.values import Check, Weight

CHECK = Check(
    __name__,
    title="Priority classes are there",
    weight=Weight.BLOCKER,
    means="Pods name a PriorityClass that does not exist: none of them is created.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss a pod template."""
    for template in case.bundle.templates:
        name = template.spec.priority_class_name
        if name:
            ref = ObjectRef("PriorityClass", "", name)
            yield from case.wants(CHECK, ref, template.item, template.place_of("priorityClassName"))
