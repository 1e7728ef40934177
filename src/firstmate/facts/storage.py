"""Claims that wait for a volume: which volumes could bind them, and what keeps each from it.

The rules are those of the volume binder: class, access modes, capacity, mode and selector must all fit, and the volume
must be nobody else's. https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from firstmate.facts import Facts
from firstmate.facts.labels import matches
from firstmate.facts.pods import SETTLING, age
from firstmate.facts.quantity import amount, bytes_text
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule
from firstmate.snapshot.objects import PersistentVolume, PersistentVolumeClaim, StorageClass

NO_PROVISIONER = "kubernetes.io/no-provisioner"
MODES = {
    "ReadWriteOnce": "RWO",
    "ReadOnlyMany": "ROX",
    "ReadWriteMany": "RWX",
    "ReadWriteOncePod": "RWOP",
}


class Hurdle(StrEnum):
    """What keeps a volume from a claim: whose it is, or what does not fit."""

    OCCUPIED = "bound to another claim"
    GONE = "released or failed"
    CLASS = "another storage class"
    ACCESS = "other access modes"
    CAPACITY = "too small"
    MODE = "another volume mode"
    SELECTOR = "other labels"


@dataclass(frozen=True)
class Near:
    """A volume that nearly fits a claim, and all that is against it."""

    volume: PersistentVolume
    hurdles: tuple[Hurdle, ...]


@dataclass(frozen=True)
class Waiting:
    """A claim that waits for a volume, its class if that exists, and the volumes that come nearest to fitting."""

    claim: PersistentVolumeClaim
    storage_class: StorageClass | None
    nearest: tuple[Near, ...]

    @property
    def ref(self) -> ObjectRef:
        return ObjectRef.of("PersistentVolumeClaim", self.claim)

    @property
    def is_dynamic(self) -> bool:
        """Whether somebody should make a volume for it."""
        return self.storage_class is not None and self.storage_class.provisioner != NO_PROVISIONER

    @property
    def hurdle(self) -> Hurdle | None:
        """The one thing that keeps the nearest volumes from it; None when there is none such."""
        found = {near.hurdles for near in self.nearest}
        return min(found)[0] if found and all(len(hurdles) == 1 for hurdles in found) else None


def waiting(facts: Facts) -> Iterator[Waiting]:
    """Claims that should have a volume by now and have none."""
    for claim in facts.snapshot.claims:
        if claim.status.phase != "Pending" or claim.metadata.deletion_timestamp or _is_fresh(facts, claim):
            continue
        storage_class = class_of(facts, claim)
        if not _waits_for_consumer(facts, claim, storage_class):
            yield Waiting(claim, storage_class, _nearest(facts, claim))


def _is_fresh(facts: Facts, claim: PersistentVolumeClaim) -> bool:
    """Young, and nobody has complained yet."""
    ref = ObjectRef.of("PersistentVolumeClaim", claim)
    complaints = facts.events(ref, "FailedBinding", "ProvisioningFailed", uid=claim.metadata.uid)
    return age(claim, facts.now) < SETTLING and not complaints


def _waits_for_consumer(facts: Facts, claim: PersistentVolumeClaim, storage_class: StorageClass | None) -> bool:
    """WaitForFirstConsumer makes a claim wait until a pod that uses it has been placed: that is no fault of it."""
    if storage_class is None or storage_class.volume_binding_mode != "WaitForFirstConsumer":
        return False
    if claim.metadata.annotations.selected_node:
        return False
    used = facts.claim_users.get((claim.metadata.namespace, claim.metadata.name))
    return not used or storage_class.provisioner != NO_PROVISIONER


def default_classes(facts: Facts) -> tuple[StorageClass, ...]:
    """The classes that a claim without one gets."""
    return tuple(
        c
        for c in facts.snapshot.storageclasses
        if "true" in (c.metadata.annotations.default_class, c.metadata.annotations.default_class_beta)
    )


def class_of(facts: Facts, claim: PersistentVolumeClaim) -> StorageClass | None:
    """The class that the claim names, or the default when it names none; None when there is no such class."""
    if claim.spec.storage_class_name:
        return facts.snapshot.storageclasses.get("", claim.spec.storage_class_name)
    if claim.spec.storage_class_name is None:
        return next(iter(default_classes(facts)), None)
    return None


def hurdles(claim: PersistentVolumeClaim, volume: PersistentVolume) -> tuple[Hurdle, ...]:
    """Everything that keeps the volume from the claim; empty when it fits."""
    wanted = amount(claim.spec.resources.requests, "storage")
    against = {
        Hurdle.OCCUPIED: _is_taken(claim, volume),
        Hurdle.GONE: volume.status.phase in ("Released", "Failed"),
        Hurdle.CLASS: (claim.spec.storage_class_name or "") != volume.spec.storage_class_name,
        Hurdle.ACCESS: not set(claim.spec.access_modes) <= set(volume.spec.access_modes),
        Hurdle.CAPACITY: wanted > amount(volume.spec.capacity, "storage"),
        Hurdle.MODE: (claim.spec.volume_mode or "Filesystem") != (volume.spec.volume_mode or "Filesystem"),
        Hurdle.SELECTOR: claim.spec.selector is not None and not matches(claim.spec.selector, volume.metadata.labels),
    }
    return tuple(hurdle for hurdle, holds in against.items() if holds)


def _is_taken(claim: PersistentVolumeClaim, volume: PersistentVolume) -> bool:
    owner = volume.spec.claim_ref
    if owner is None or volume.status.phase in ("Released", "Failed"):
        return False
    return (owner.namespace, owner.name) != (claim.metadata.namespace, claim.metadata.name)


def _nearest(facts: Facts, claim: PersistentVolumeClaim) -> tuple[Near, ...]:
    """The volume that the claim names, else those with the fewest hurdles, free ones before others'."""
    named = [v for v in facts.snapshot.volumes if v.metadata.name == claim.spec.volume_name]
    if claim.spec.volume_name and not named:
        return ()
    found = [Near(v, hurdles(claim, v)) for v in named or facts.snapshot.volumes]
    if not found:
        return ()
    best = min(_distance(near) for near in found)
    return tuple(near for near in found if _distance(near) == best)


def _distance(near: Near) -> tuple[int, bool]:
    return len(near.hurdles), bool({Hurdle.OCCUPIED, Hurdle.GONE} & set(near.hurdles))


def blocked_by(facts: Facts, hurdle: Hurdle) -> Iterator[Waiting]:
    """Claims that only this keeps from a volume; those that somebody should make a volume for are another matter."""
    for found in waiting(facts):
        if found.hurdle is hurdle and not found.is_dynamic:
            yield replace(found, nearest=tuple(near for near in found.nearest if near.hurdles == (hurdle,)))


def told(rule: Rule, found: Waiting, claim: str, field: str, asked: str, offered: str) -> Finding:
    """The finding of a rule about one hurdle: what the claim asks in which field, what the volume offers."""
    name, namespace = found.claim.metadata.name, found.claim.metadata.namespace
    volume = found.nearest[0].volume.metadata.name
    return rule.finding(
        found.ref,
        f"Claim {name} of namespace {namespace} waits: {claim}",
        evidence=(
            Evidence("status.phase", found.claim.status.phase),
            Evidence(field, asked),
            Evidence(f"{field.rpartition('.')[2]} of PersistentVolume {volume}", offered),
        ),
        remedies=remedies(found),
        confidence=0.93 if len(found.nearest) == 1 else 0.8,
    )


def remedies(found: Waiting) -> tuple[Remedy, ...]:
    """A claim's specification cannot be changed: it is made anew, while it holds nothing yet."""
    name, namespace = found.claim.metadata.name, found.claim.metadata.namespace
    return (
        Remedy("See what there is.", "kubectl get pv,storageclass", CommandTier.READ),
        Remedy(
            "Correct the claim's manifest (in Git, where it comes from Git) and make it anew: nothing is stored yet.",
            f"kubectl -n {namespace} replace --force -f CLAIM.yaml",
            CommandTier.RISKY,
        ),
        Remedy(f"Or offer a volume that fits claim {name}.", "kubectl apply -f VOLUME.yaml", CommandTier.RISKY),
    )


def volume_names(found: Waiting) -> str:
    """`data-a` or `data-a, data-b and 3 more`."""
    names = [near.volume.metadata.name for near in found.nearest]
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def modes_text(modes: tuple[str, ...]) -> str:
    """`RWO,ROX`, as kubectl shows them."""
    return ",".join(MODES.get(mode, mode) for mode in modes) or "none"


def size_text(quantities: dict[str, str | int | float]) -> str:
    return bytes_text(amount(quantities, "storage"))
