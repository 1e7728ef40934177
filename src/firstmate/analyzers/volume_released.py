"""A volume whose claim is gone and whose data is kept: nobody can claim it until a person decides.

https://kubernetes.io/docs/concepts/storage/persistent-volumes/#retain
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="Volume is released, not reusable",
    severity=Severity.INFO,
    meaning="A volume's claim was deleted and its data kept; it takes space and can be claimed by nobody.",
    found_by="The volume's phase is Released and its reclaim policy Retain.",
    cure="Keep it as a backup, delete it, or remove its claimRef so that it can be claimed again.",
    source="https://kubernetes.io/docs/concepts/storage/persistent-volumes/#retain",
    role=Role.SYMPTOM,
    needs=("persistentvolumes",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a volume."""
    for volume in facts.snapshot.volumes:
        policy = volume.spec.persistent_volume_reclaim_policy
        if volume.status.phase != "Released" or policy == "Delete" or volume.metadata.deletion_timestamp:
            continue
        name, owner = volume.metadata.name, volume.spec.claim_ref
        former = f" of {owner.namespace}/{owner.name}" if owner else ""
        yield RULE.finding(
            ObjectRef.of("PersistentVolume", volume),
            f"Volume {name}{former} is released: its claim is gone, its data is kept, and nobody can claim it.",
            evidence=(
                Evidence("status.phase", "Released"),
                Evidence("spec.persistentVolumeReclaimPolicy", policy),
            ),
            remedies=(
                Remedy(
                    "Let it be claimed again, with the data that is on it.",
                    f'kubectl patch pv {name} --type=json -p \'[{{"op":"remove","path":"/spec/claimRef"}}]\'',
                    CommandTier.RISKY,
                ),
            ),
            confidence=0.95,
        )
