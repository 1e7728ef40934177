"""One object twice among the manifests: the later one wins, or they take turns.

https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.preflight.bundle import Item
from firstmate.preflight.case import Case, Said, miss
from firstmate.preflight.values import Check, Weight

CHECK = Check(
    __name__,
    title="No object is there twice",
    weight=Weight.WARNING,
    means="Two manifests have the same kind, namespace and name: only one of them can hold.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss for each manifest after the first."""
    first: dict[tuple[str, object], Item] = {}
    for item in case.bundle.items:
        other = first.setdefault((item.manifest.group, item.ref), item)
        if other is not item:
            yield miss(
                CHECK, item, ("metadata", "name"), f"it stands in {other.manifest.place(('metadata', 'name'))} too"
            )
