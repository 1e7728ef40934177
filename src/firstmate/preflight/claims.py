"""The claims that a bundle makes: written as such, as templates of a StatefulSet, or in volumes of its pods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from firstmate.facts.storage import NO_PROVISIONER, default_classes
from firstmate.findings import ObjectRef
from firstmate.preflight.bundle import Item
from firstmate.preflight.case import Case
from firstmate.preflight.values import Where
from firstmate.snapshot.objects import Meta, PersistentVolume, PersistentVolumeClaim, StorageClass


@dataclass(frozen=True)
class Claim:
    """One claim as it would be made, and the way to its specification."""

    item: Item
    object: PersistentVolumeClaim
    where: Where

    @property
    def ref(self) -> ObjectRef:
        return ObjectRef.of("PersistentVolumeClaim", self.object)


def open_claims(case: Case) -> Iterator[Claim]:
    """Those that have no volume yet: not there, or there and waiting. What is bound stays bound."""
    for claim in claims(case):
        live = _live(case, claim)
        if live is None or live.status.phase == "Pending":
            yield claim


def new_claims(case: Case) -> Iterator[Claim]:
    """Those that are not there yet."""
    return (claim for claim in claims(case) if _live(case, claim) is None)


def claims(case: Case) -> Iterator[Claim]:
    """Every claim; of a StatefulSet's template, the one of its first pod."""
    for item in case.bundle.items:
        if item.ref.kind == "PersistentVolumeClaim":
            yield _claim(item, item.ref.name, ())
        templates = item.manifest.at("spec", "volumeClaimTemplates") if item.ref.kind == "StatefulSet" else None
        for number, _ in enumerate(templates if isinstance(templates, list) else ()):
            way: Where = ("spec", "volumeClaimTemplates", number)
            yield _claim(item, f"{item.manifest.at(*way, 'metadata', 'name')}-{item.ref.name}-0", way)
    for template in case.bundle.templates:
        for number, volume in enumerate(template.spec.volumes):
            if volume.ephemeral:
                where = template.place_of("volumes", number, "ephemeral", "volumeClaimTemplate")
                yield _claim(template.item, f"{template.item.ref.name}-{volume.name}", where)


def class_named(case: Case, claim: Claim) -> str | None:
    """The storage class that it gets: its own, else the default; None where it gets none."""
    own = claim.object.spec.storage_class_name
    if own is not None:
        return own or None
    default = (*default_classes(case.facts), *(c for c in _brought_classes(case) if _is_default(c)))
    return default[0].metadata.name if default else None


def is_static(case: Case, name: str) -> bool:
    """Whether volumes of the class are made by hand: its name stands in volumes only, or nobody provisions it."""
    maker = provisioner(case, name)
    return maker == NO_PROVISIONER if maker else any(v.spec.storage_class_name == name for v in volumes(case))


def provisioner(case: Case, name: str) -> str:
    """Who makes volumes of a class; "" where there is no such class."""
    classes = (*case.snapshot.storageclasses, *_brought_classes(case))
    return next((c.provisioner for c in classes if c.metadata.name == name), "")


def volumes(case: Case) -> tuple[PersistentVolume, ...]:
    """Those of the cluster and of the manifests."""
    brought = (i.part(PersistentVolume) for i in case.bundle.of_kind("PersistentVolume"))
    return (*case.snapshot.volumes, *brought)


def _live(case: Case, claim: Claim) -> PersistentVolumeClaim | None:
    return case.snapshot.claims.get(claim.ref.namespace, claim.ref.name)


def _brought_classes(case: Case) -> tuple[StorageClass, ...]:
    return tuple(i.part(StorageClass) for i in case.bundle.of_kind("StorageClass"))


def _is_default(found: StorageClass) -> bool:
    return "true" in (found.metadata.annotations.default_class, found.metadata.annotations.default_class_beta)


def _claim(item: Item, name: str, where: Where) -> Claim:
    found = item.part(PersistentVolumeClaim, *where)
    meta = Meta(name=name, namespace=item.ref.namespace, labels=found.metadata.labels)
    return Claim(item, msgspec.structs.replace(found, metadata=meta), (*where, "spec"))
