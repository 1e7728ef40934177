"""A claim's volume is nearly full, or will be within days if it goes on like this: whoever writes to it then fails.

https://runbooks.prometheus-operator.dev/runbooks/kubernetes/kubepersistentvolumefillingup/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import edit, look
from firstmate.facts.room import filling
from firstmate.findings import Finding, ObjectRef, Role, Rule, Severity
from firstmate.snapshot.queries import CLAIM_FULL, CLAIM_HOURS

SOON = 24
RULE = Rule(
    __name__,
    title="Volume of a claim fills up",
    severity=Severity.WARNING,
    meaning="A volume is or will be full: whoever writes to it then fails, a database first of all.",
    found_by="Less than 3 % of the volume is free; or less than 15 %, and going by six hours none in four days.",
    cure="Delete what is not needed, or enlarge the claim, if its class allows that.",
    source="https://runbooks.prometheus-operator.dev/runbooks/kubernetes/kubepersistentvolumefillingup/",
    role=Role.SYMPTOM,
    needs=("series", "persistentvolumeclaims"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a claim that anybody can write to; critical when there is a day left, or nearly nothing."""
    for room in filling(facts, "PersistentVolumeClaim", CLAIM_FULL, CLAIM_HOURS):
        ref = room.ref
        if _is_read_only(facts, ref):
            continue
        yield RULE.finding(
            ref,
            f"The volume of claim {ref.name} of namespace {ref.namespace} {room.words}.",
            evidence=room.evidence,
            remedies=(
                look("See who uses it, and whether it can grow", f"kubectl describe {ref.kubectl}"),
                edit(ref, "Enlarge it"),
            ),
            severity=Severity.CRITICAL if room.free or room.ends_within(SOON) else Severity.WARNING,
            confidence=0.9 if room.free else 0.6,
            unseen="" if room.free else "whether it goes on like this",
        )


def _is_read_only(facts: Facts, ref: ObjectRef) -> bool:
    claim = facts.snapshot.claims.get(ref.namespace, ref.name)
    return claim is not None and set(claim.spec.access_modes) == {"ReadOnlyMany"}
