"""A namespace that is neither in the cluster nor among the manifests, or that is being deleted.

https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.findings import ObjectRef
from firstmate.preflight.case import Case, Said, miss
from firstmate.preflight.values import Check, Weight

CHECK = Check(
    __name__,
    title="Namespaces are there",
    weight=Weight.BLOCKER,
    means="Objects go to a namespace that does not exist, or that takes none any more because it is being deleted.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss a namespace, at the first object that goes there."""
    for namespace in case.bundle.namespaces:
        item = next(item for item in case.bundle.items if item.ref.namespace == namespace)
        where = ("metadata", "namespace")
        yield from case.wants(CHECK, ObjectRef("Namespace", "", namespace), item, where)
        found = case.snapshot.namespaces.get("", namespace)
        if found and found.status.phase == "Terminating":
            yield miss(CHECK, item, where, f"Namespace {namespace} is being deleted, and takes nothing any more")
