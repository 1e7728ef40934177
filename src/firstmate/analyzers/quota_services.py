"""A namespace holds as many Services as its ResourceQuota allows, and one that is needed could not be made.

The refusal is told only to whoever applied the Service; what can be seen is a full quota beside a Service that is
called and does not exist.
https://kubernetes.io/docs/concepts/policy/resource-quotas/#object-count-quota
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.addresses import absent, misspelt
from firstmate.facts.quotas import is_services, remedies, room
from firstmate.findings import Evidence, Finding, ObjectRef, Role, Rule, Severity
from firstmate.snapshot.objects import ResourceQuota

RULE = Rule(
    __name__,
    title="Service quota is used up",
    severity=Severity.CRITICAL,
    meaning="The namespace may not hold more Services, so one that an application needs does not exist.",
    found_by="A ResourceQuota has no Service left, and an application or a connection names a Service there that "
    "does not exist.",
    cure="Delete a Service that is not needed, or raise the quota; then apply the missing Service.",
    source="https://kubernetes.io/docs/concepts/policy/resource-quotas/#object-count-quota",
    role=Role.ROOT,
    needs=("services", "resourcequotas", "deployments"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a quota that leaves no room for a Service that is missing."""
    full = [(q, r) for q in facts.snapshot.quotas for r in q.status.hard if is_services(r) and room(q, r) == 0]
    if not full:
        return
    missing = _missing(facts)
    for quota, resource in full:
        wanted = {ref: callers for ref, callers in missing.items() if ref.namespace == quota.metadata.namespace}
        if wanted:
            yield _finding(quota, resource, wanted)


def _missing(facts: Facts) -> dict[ObjectRef, tuple[ObjectRef, ...]]:
    """Services that do not exist, with the workloads that call them."""
    found = {
        ref: tuple(sorted({a.workload for a in addresses}))
        for ref, addresses in absent(facts).items()
        if not any(misspelt(facts, a) for a in addresses)
    }
    for connection in facts.snapshot.connections:
        if not connection.ok and facts.snapshot.services.lacks(connection.namespace, connection.service):
            found.setdefault(ObjectRef("Service", connection.namespace, connection.service), ())
    return found


def _finding(quota: ResourceQuota, resource: str, wanted: dict[ObjectRef, tuple[ObjectRef, ...]]) -> Finding:
    ref, hard = ObjectRef.of("ResourceQuota", quota), str(quota.status.hard[resource])
    names = ", ".join(sorted(service.name for service in wanted))
    return RULE.finding(
        ref,
        f"Quota {ref.name} of namespace {ref.namespace} allows no further Service ({hard} of {hard} {resource} used), "
        f"and Service {names}, which is called, does not exist.",
        evidence=(
            Evidence(f"status.used[{resource}]", str(quota.status.used.get(resource, ""))),
            Evidence(f"status.hard[{resource}]", hard),
            *(
                Evidence(f"called by {callers[0].kind} {callers[0].name}", s.name)
                for s, callers in wanted.items()
                if callers
            ),
        ),
        remedies=remedies(ref, resource, hard),
        confidence=0.85,
        unseen="the refusal itself: the API server tells it only to whoever applied the Service",
        explains=(*sorted(wanted), *sorted({c for callers in wanted.values() for c in callers})),
    )
