"""An object of a kind that no rule knows says of itself that it is broken.

https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.health import Health, health
from firstmate.facts.pods import SETTLING, age
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Role, Rule, Severity

RULE = Rule(
    __name__,
    title="Custom resource is broken",
    severity=Severity.WARNING,
    meaning="An operator says that it cannot bring one of its objects into the state that is asked for.",
    found_by="A condition like Ready that is False, one like Failed or Stalled that is True, or a phase that says so.",
    cure="Read the condition's message and the operator's log.",
    source="https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md",
    role=Role.SYMPTOM,
    needs=("custom resources",),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an object."""
    for obj in facts.snapshot.custom:
        verdict = health(obj)
        if verdict.health is not Health.DEGRADED or age(obj, facts.now) < SETTLING:
            continue
        ref, group = ObjectRef.of(obj.kind, obj), obj.api_version.rpartition("/")[0]
        place = f" of namespace {ref.namespace}" if ref.namespace else ""
        resource = f"{obj.kind.lower()}.{group}" if group else obj.kind.lower()
        where = f"-n {ref.namespace} " if ref.namespace else ""
        yield RULE.finding(
            ref,
            f"{obj.kind} {ref.name}{place} is degraded, by its {verdict.where}.",
            evidence=(Evidence(verdict.where, verdict.value),),
            remedies=(
                Remedy("Read what it says.", f"kubectl {where}describe {resource} {ref.name}", CommandTier.READ),
            ),
            confidence=0.85,
        )
