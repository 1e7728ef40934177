"""The volume that a claim names, or the only ones that would fit it, are bound to other claims.

https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.storage import Hurdle, blocked_by, told, volume_names
from firstmate.findings import Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Volume is bound to another claim",
    severity=Severity.CRITICAL,
    meaning="A claim stays pending because the volume meant for it was taken by another claim, and serves that alone.",
    found_by="A pending claim, and the volumes that would fit are all bound to another claim.",
    cure="Release the volume from the other claim, if that one is not needed, or offer another volume.",
    source="https://kubernetes.io/docs/concepts/storage/persistent-volumes/",
    needs=("persistentvolumeclaims", "persistentvolumes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a claim that only this keeps waiting."""
    for found in blocked_by(facts, Hurdle.OCCUPIED):
        owner = found.nearest[0].volume.spec.claim_ref
        taken = f"{owner.namespace}/{owner.name}" if owner else ""
        text = f"volume {volume_names(found)}, which would fit, is bound to another claim ({taken})."
        asked = found.claim.spec.volume_name or "(any that fits)"
        yield told(RULE, found, text, "spec.volumeName", asked, f"claimRef {taken}")
