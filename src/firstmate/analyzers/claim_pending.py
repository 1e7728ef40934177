"""A claim has no volume: told in any case, and folded under the rule that knows why.

https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.storage import Waiting, remedies, volume_names, waiting
from firstmate.findings import Evidence, Finding, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="Claim has no volume",
    severity=Severity.WARNING,
    meaning="A claim waits for a volume; pods that mount it wait too.",
    found_by="A claim that is pending for more than half a minute, other than one that waits for its first consumer.",
    cure="See the claim's events, the storage classes and the volumes.",
    source="https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding",
    role=Role.SYMPTOM,
    needs=("persistentvolumeclaims",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a claim, with all that is known of why."""
    for found in waiting(facts):
        events = facts.events(found.ref, uid=found.claim.metadata.uid)
        used = facts.claim_users.get((found.ref.namespace, found.ref.name))
        yield RULE.finding(
            found.ref,
            f"Claim {found.ref.name} of namespace {found.ref.namespace} waits for a volume{_against(found)}.",
            evidence=(
                Evidence("status.phase", found.claim.status.phase),
                *(Evidence(f"event {event.reason}", event.message) for event in events[:1]),
            ),
            remedies=remedies(found),
            severity=Severity.CRITICAL if used else Severity.WARNING,
        )


def _against(found: Waiting) -> str:
    """Why even the nearest volumes do not fit."""
    if not found.nearest:
        return f": there is no volume {found.claim.spec.volume_name}" if found.claim.spec.volume_name else ""
    reasons = sorted({hurdle for near in found.nearest for hurdle in near.hurdles})
    return f" (nearest: {volume_names(found)}, but {', '.join(reasons)})" if reasons else ""
