"""A claim of a storage class that the cluster does not have, or of none while none is the default.

https://kubernetes.io/docs/concepts/storage/storage-classes/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.findings import ObjectRef
from firstmate.preflight.case import Case, Said, miss, near, unchecked
from firstmate.preflight.claims import Claim, class_named, is_static, open_claims
from firstmate.preflight.values import Check, Weight

CHECK = Check(
    __name__,
    title="Storage classes are there",
    weight=Weight.BLOCKER,
    means="A claim names a storage class that does not exist, or names none while none is the default: it would wait "
    "for ever, and the pods that mount it too.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss a claim; what volumes made by hand offer is another check's."""
    for claim in open_claims(case):
        name = class_named(case, claim)
        where = (*claim.where, "storageClassName")
        if name and not is_static(case, name):
            yield from case.wants(CHECK, ObjectRef("StorageClass", "", name), claim.item, where)
        elif claim.object.spec.storage_class_name is None and name is None:
            yield from _without(case, claim)


def _without(case: Case, claim: Claim) -> Iterator[Said]:
    missing = case.unread("StorageClass")
    if missing:
        yield unchecked(f"the default storage class for {claim.ref.kind} {claim.ref.name}", missing)
        return
    text = f"claim {claim.ref.name} names no storage class, and none is the default"
    yield miss(CHECK, claim.item, claim.where, text, near("", case.names("StorageClass")))
