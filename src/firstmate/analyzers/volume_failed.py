"""A volume could not be reclaimed after its claim was deleted.

https://kubernetes.io/docs/concepts/storage/persistent-volumes/#phase
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="Volume could not be reclaimed",
    severity=Severity.WARNING,
    meaning="A volume's automatic deletion or recycling failed, so the disk behind it is still there.",
    found_by="The volume's phase is Failed, or a VolumeFailedDelete event of a released one.",
    cure="Read the storage driver's message; delete the disk by hand, then the volume object.",
    source="https://kubernetes.io/docs/concepts/storage/persistent-volumes/#phase",
    needs=("persistentvolumes", "events"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a volume."""
    for volume in facts.snapshot.volumes:
        ref = ObjectRef.of("PersistentVolume", volume)
        events = facts.events(ref, "VolumeFailedDelete", "VolumeFailedRecycle", uid=volume.metadata.uid)
        failed = volume.status.phase == "Failed"
        if not failed and not (volume.status.phase == "Released" and events):
            continue
        message = volume.status.message or (events[0].message if events else volume.status.reason)
        yield RULE.finding(
            ref,
            f"Volume {ref.name} could not be reclaimed.",
            evidence=(Evidence("status.phase", volume.status.phase), Evidence("message", message)),
            remedies=(
                Remedy("Read what the storage driver says.", f"kubectl describe pv {ref.name}", CommandTier.READ),
            ),
            confidence=0.95,
        )
