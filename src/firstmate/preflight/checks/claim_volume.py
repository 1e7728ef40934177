"""A claim for which nobody makes a volume, and that no volume there is fits.

https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from firstmate.facts.storage import hurdles, modes_text, size_text
from firstmate.preflight.case import Case, Said, miss, unchecked
from firstmate.preflight.claims import Claim, class_named, is_static, open_claims, volumes
from firstmate.preflight.values import Check, Weight

CHECK = Check(
    __name__,
    title="Volumes made by hand fit their claims",
    weight=Weight.BLOCKER,
    means="A claim of a class without a provisioner finds no free volume of its access modes, size and labels.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss a claim."""
    for claim in open_claims(case):
        name = class_named(case, claim)
        by_hand = is_static(case, name) if name else claim.object.spec.storage_class_name == ""
        if not by_hand:
            continue
        missing = case.unread("PersistentVolume")
        if missing:
            yield unchecked(f"a volume for {claim.ref.kind} {claim.ref.name}", missing)
        else:
            yield from _judge(case, claim, name or "")


def _judge(case: Case, claim: Claim, storage_class: str) -> Iterator[Said]:
    spec = msgspec.structs.replace(claim.object.spec, storage_class_name=storage_class)
    wanted = msgspec.structs.replace(claim.object, spec=spec)
    named = [v for v in volumes(case) if spec.volume_name in ("", v.metadata.name)]
    against = {volume.metadata.name: hurdles(wanted, volume) for volume in named}
    if any(not found for found in against.values()):
        return
    asked = f"{size_text(spec.resources.requests)} {modes_text(spec.access_modes)}"
    text = f"no volume fits claim {claim.ref.name} ({asked}{f' of class {storage_class}' if storage_class else ''})"
    nearest = min(against, key=lambda name: (len(against[name]), name), default="")
    told = f"the nearest is {nearest}: {', '.join(against[nearest])}" if nearest else "there is no volume at all"
    yield miss(CHECK, claim.item, claim.where, text, told)
