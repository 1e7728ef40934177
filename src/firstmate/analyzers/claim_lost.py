"""A claim's volume is gone: what was stored on it can no longer be reached through the claim.

https://kubernetes.io/docs/concepts/storage/persistent-volumes/#phase
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule, Severity

RULE = Rule(
    __name__,
    title="Claim has lost its volume",
    severity=Severity.CRITICAL,
    meaning="The volume that a claim was bound to does not exist any more, or is bound to another claim.",
    found_by="The claim's phase is Lost.",
    cure="Restore the volume object (its data may still exist), or make the claim anew and restore a backup.",
    source="https://kubernetes.io/docs/concepts/storage/persistent-volumes/",
    needs=("persistentvolumeclaims",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a claim."""
    for claim in facts.snapshot.claims:
        if claim.status.phase != "Lost" or claim.metadata.deletion_timestamp:
            continue
        ref = ObjectRef.of("PersistentVolumeClaim", claim)
        yield RULE.finding(
            ref,
            f"Claim {ref.name} of namespace {ref.namespace} has lost its volume {claim.spec.volume_name}.",
            evidence=(Evidence("status.phase", "Lost"), Evidence("spec.volumeName", claim.spec.volume_name)),
            remedies=(
                Remedy(
                    "See whether the volume, or the disk behind it, still exists; a backup decides what comes next.",
                    f"kubectl get pv {claim.spec.volume_name}",
                    CommandTier.READ,
                ),
            ),
            confidence=0.95,
        )
