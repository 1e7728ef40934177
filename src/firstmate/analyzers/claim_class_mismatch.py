"""A claim asks for another storage class than the volume that was made for it has.

https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.storage import Hurdle, blocked_by, told
from firstmate.findings import Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Claim and volume are of different storage classes",
    severity=Severity.CRITICAL,
    meaning="A claim stays pending because the volume that fits it otherwise belongs to another storage class.",
    found_by="A pending claim of a class that makes no volumes by itself, and free volumes that differ in that only.",
    cure="Give claim and volume the same storageClassName; an empty one is a class of its own.",
    source="https://kubernetes.io/docs/concepts/storage/persistent-volumes/",
    needs=("persistentvolumeclaims", "persistentvolumes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a claim that only this keeps waiting."""
    for found in blocked_by(facts, Hurdle.CLASS):
        asked = found.claim.spec.storage_class_name or "(none)"
        volume = found.nearest[0].volume
        offered = volume.spec.storage_class_name or "(none)"
        text = (
            f"it asks for storage class {asked}, and volume {volume.metadata.name}, which would fit, is of {offered}."
        )
        yield told(RULE, found, text, "spec.storageClassName", asked, offered)
