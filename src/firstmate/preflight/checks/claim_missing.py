"""Pods that mount a claim that is not there.

https://kubernetes.io/docs/concepts/storage/persistent-volumes/#claims-as-volumes
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.findings import ObjectRef
from firstmate.preflight.case import Case, Said
from firstmate.preflight.values import Check, Weight

CHECK = Check(
    __name__,
    title="Claims are there",
    weight=Weight.BLOCKER,
    means="Pods mount a PersistentVolumeClaim that is neither in the cluster nor among the manifests: they would not "
    "be placed.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss a volume."""
    for template in case.bundle.templates:
        for number, volume in enumerate(template.spec.volumes):
            if volume.persistent_volume_claim and volume.persistent_volume_claim.claim_name:
                name = volume.persistent_volume_claim.claim_name
                ref = ObjectRef("PersistentVolumeClaim", template.item.ref.namespace, name)
                where = template.place_of("volumes", number, "persistentVolumeClaim", "claimName")
                yield from case.wants(CHECK, ref, template.item, where)
