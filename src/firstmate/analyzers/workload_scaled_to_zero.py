"""A workload is scaled to nothing while something still needs it.

https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#scaling-a-deployment
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts, WorkloadFacts
from firstmate.facts.addresses import addresses
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule, Severity
from firstmate.snapshot.objects import Service

RULE = Rule(
    __name__,
    title="A workload that is needed is scaled to zero",
    severity=Severity.CRITICAL,
    meaning="It has no pods because it was told to have none; its Service answers nobody.",
    found_by="spec.replicas is 0 and a Service selects its pods alone: critical when another workload is told that "
    "Service's address, a warning otherwise.",
    cure="Scale it up again, or remove the Service with it.",
    source="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#scaling-a-deployment",
    needs=("deployments", "statefulsets", "services"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload."""
    idle = [w for w in facts.workloads.values() if w.ref.kind in ("Deployment", "StatefulSet") and _is_idle(facts, w)]
    callers = _callers(facts) if idle else {}
    for workload in idle:
        left = [
            s for s in facts.services_of(workload.ref.namespace, workload.template.metadata.labels) if _alone(facts, s)
        ]
        if not left:
            continue  # a left-over, or a worker that was put to rest
        users = sorted({user for s in left for user in callers.get(ObjectRef.of("Service", s), set())})
        yield _finding(workload, left, users)


def _is_idle(facts: Facts, workload: WorkloadFacts) -> bool:
    """At zero by its own manifest; what an event-driven autoscaler put to sleep is well."""
    hpas = facts.snapshot.hpas.by_namespace.get(workload.ref.namespace, ())
    asleep = any(
        h.metadata.name.startswith("keda-hpa-") and h.spec.scale_target_ref.name == workload.ref.name for h in hpas
    )
    return workload.object.spec.replicas == 0 and not workload.object.metadata.deletion_timestamp and not asleep


def _alone(facts: Facts, service: Service) -> bool:
    """Whether nothing else stands behind the Service."""
    return not any(w.wanted for w in facts.behind(service)) and not facts.selected(service)


def _callers(facts: Facts) -> dict[ObjectRef, set[ObjectRef]]:
    called: dict[ObjectRef, set[ObjectRef]] = {}
    for address in addresses(facts):
        called.setdefault(address.ref, set()).add(address.workload)
    return called


def _finding(workload: WorkloadFacts, left: list[Service], users: list[ObjectRef]) -> Finding:
    ref = workload.ref
    claim = f"{ref.kind} {ref.name} is scaled to 0, and Service {left[0].metadata.name} has nobody else to send to"
    evidence = [Evidence("spec.replicas", "0"), Evidence("Service that selects its pods", left[0].metadata.name)]
    if users:
        claim += f"; {users[0].kind} {users[0].name} calls it"
        evidence.append(Evidence("told its address", ", ".join(f"{u.kind} {u.name}" for u in users[:5])))
    scale = f"kubectl -n {ref.namespace} scale {ref.kind.lower()}/{ref.name} --replicas="
    return RULE.finding(
        ref,
        f"{claim}.",
        evidence=tuple(evidence),
        remedies=(
            Remedy("Scale it up (in Git, where it comes from Git).", f"{scale}1", CommandTier.SAFE, f"{scale}0"),
        ),
        severity=Severity.CRITICAL if users else Severity.WARNING,
        confidence=0.9,
        explains=tuple(users),
    )
