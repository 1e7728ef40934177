"""Applications are told the address of a Service that does not exist, while nothing suggests that they are misspelt.

https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.addresses import Address, absent, misspelt
from firstmate.findings import CommandTier, Evidence, Finding, ObjectRef, Remedy, Rule, Severity
from firstmate.snapshot import Connection

RULE = Rule(
    __name__,
    title="A Service that applications call does not exist",
    severity=Severity.CRITICAL,
    meaning="The name does not resolve, so every call to it fails.",
    found_by="An address in the environment or arguments of a workload names a Service that is not there: spelled "
    "out with its namespace, named like an existing workload, or of a workload that is not ready; or a connection to "
    "it was tried and failed.",
    cure="Create the Service, or correct the address.",
    source="https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/",
    needs=("services", "deployments", "statefulsets", "daemonsets"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a missing Service, whoever calls it."""
    called = {ref: found for ref, found in absent(facts).items() if not any(misspelt(facts, a) for a in found)}
    for ref, found in called.items():
        yield _finding(ref, found, _failed(facts, ref))
    for connection in facts.snapshot.connections:
        ref = ObjectRef("Service", connection.namespace, connection.service)
        unknown = facts.snapshot.services.lacks(connection.namespace, connection.service)
        if unknown and not connection.ok and ref not in called:
            yield _finding(ref, (), connection)


def _failed(facts: Facts, ref: ObjectRef) -> Connection | None:
    return next(
        (c for c in facts.snapshot.connections if (c.namespace, c.service) == (ref.namespace, ref.name) and not c.ok),
        None,
    )


def _finding(ref: ObjectRef, found: tuple[Address, ...], failed: Connection | None) -> Finding:
    callers = sorted({a.workload for a in found})
    names = ", ".join(f"{c.kind} {c.name}" for c in callers[:3]) + (
        f" and {len(callers) - 3} more" if callers[3:] else ""
    )
    evidence = [Evidence(f"{a.workload.kind} {a.workload.name}: {a.where}", a.text) for a in found[:3]]
    evidence += [Evidence(f"connection to {ref.name}:{failed.port}", failed.text or "failed")] if failed else []
    return RULE.finding(
        ref,
        f"Service {ref.name} does not exist in namespace {ref.namespace}"
        + (f", and {names} calls it." if names else "."),
        evidence=tuple(evidence),
        remedies=(
            Remedy(
                "Create the Service with a selector for the pods that answer (in Git, where the workload is there).",
                f"kubectl -n {ref.namespace} expose deployment {ref.name} --port=PORT",
                CommandTier.RISKY,
                f"kubectl -n {ref.namespace} delete service {ref.name}",
            ),
        ),
        confidence=0.9 if failed or len(callers) > 1 or any(a.qualified for a in found) else 0.8,
        explains=tuple(callers),
    )
