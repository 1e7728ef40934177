"""A claim asks for an access mode that the volume meant for it does not offer.

https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.storage import Hurdle, blocked_by, modes_text, told
from firstmate.findings import Finding, Rule, Severity

RULE = Rule(
    __name__,
    title="Claim asks for an access mode that no volume offers",
    severity=Severity.CRITICAL,
    meaning="A claim stays pending because the volumes that fit otherwise cannot be mounted the way it asks for.",
    found_by="A pending claim, and volumes that fit in all but their access modes.",
    cure="Ask for an access mode that the volume has, or offer a volume that has the one asked for.",
    source="https://kubernetes.io/docs/concepts/storage/persistent-volumes/",
    needs=("persistentvolumeclaims", "persistentvolumes"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a claim that only this keeps waiting."""
    for found in blocked_by(facts, Hurdle.ACCESS):
        asked = modes_text(found.claim.spec.access_modes)
        volume = found.nearest[0].volume
        offered = modes_text(volume.spec.access_modes)
        text = f"it asks for access mode {asked}, and volume {volume.metadata.name} offers {offered}."
        yield told(RULE, found, text, "spec.accessModes", asked, offered)
