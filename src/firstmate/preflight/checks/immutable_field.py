"""An object that is there already, with another value in a field that cannot be changed.

https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#label-selector-updates
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from firstmate.facts.quantity import amount
from firstmate.preflight.bundle import Item
from firstmate.preflight.case import Case, Said, miss
from firstmate.preflight.values import Check, Weight, Where
from firstmate.snapshot.decode import without_nulls
from firstmate.snapshot.objects import ClaimSpec, PersistentVolumeClaim

CHECK = Check(
    __name__,
    title="What cannot be changed stays as it is",
    weight=Weight.BLOCKER,
    means="The object is there with another selector, class or access mode, or with more storage: the API server "
    "refuses the change, and it has to be made anew.",
)
FIXED: dict[str, tuple[Where, ...]] = {
    "Deployment": (("spec", "selector"),),
    "DaemonSet": (("spec", "selector"),),
    "StatefulSet": (("spec", "selector"), ("spec", "serviceName")),
    "PersistentVolumeClaim": (("spec", "accessModes"), ("spec", "storageClassName"), ("spec", "volumeMode")),
    "StorageClass": (("provisioner",),),
}


def check(case: Case) -> Iterator[Said]:
    """One miss a field."""
    for item in case.bundle.items:
        live = case.snapshot.of_kind(item.ref.kind).get(item.ref.namespace, item.ref.name)
        if live is None or item.ref.kind not in FIXED:
            continue
        there = msgspec.json.decode(msgspec.json.encode(live))
        for where in FIXED[item.ref.kind]:
            wanted, has = without_nulls(item.manifest.at(*where)), _at(there, where)
            if wanted is not None and has is not None and wanted != has:
                yield miss(CHECK, item, where, f"{'.'.join(map(str, where))} cannot be changed", f"it is {_text(has)}")
        if isinstance(live, PersistentVolumeClaim):
            yield from _shrunk(item, live)


def _shrunk(item: Item, live: PersistentVolumeClaim) -> Iterator[Said]:
    wanted, has = item.part(ClaimSpec, "spec").resources.requests, live.spec.resources.requests
    if 0 < amount(wanted, "storage") < amount(has, "storage"):
        where = ("spec", "resources", "requests", "storage")
        yield miss(CHECK, item, where, "a claim cannot be made smaller", f"it has {has['storage']}")


def _at(value: Any, where: Where) -> Any:
    for part in where:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode() if isinstance(value, dict | list) else str(value)
