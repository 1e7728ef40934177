"""An application is told the address of the wrong Service: one that does not exist but for a misspelling, or another's.

https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.addresses import (
    Address,
    absent,
    address_remedy,
    addresses,
    meaning_of,
    misspelt,
    squeezed,
    strangers,
)
from firstmate.findings import Evidence, Finding, ObjectRef, Rule, Severity

RULE = Rule(
    __name__,
    title="An application points at a wrong Service address",
    severity=Severity.CRITICAL,
    meaning="The application calls a name that does not resolve, or a Service that is not the one it means.",
    found_by="An address names no Service, while one of nearly that name, or of the variable's name, exists; or it "
    "points elsewhere than its variable is named for, where the other variables of the workload are named for their "
    "Services (a warning).",
    cure="Correct the address in the application's manifest.",
    source="https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/",
    needs=("services", "deployments", "statefulsets", "daemonsets"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and variable."""
    for found in absent(facts).values():
        for address in found:
            meant = misspelt(facts, address)
            if meant:
                yield _absent(address, meant)
    yield from _swapped(facts)


def _absent(address: Address, meant: str) -> Finding:
    workload = address.workload
    return RULE.finding(
        workload,
        f"{workload.kind} {workload.name} is told to call {address.text}, and there is no Service {address.service} "
        f"in namespace {address.namespace}; {meant} was probably meant.",
        evidence=(Evidence(address.where, address.text), Evidence("Service that exists", meant)),
        remedies=(address_remedy(address, f"Set it to {meant}"),),
        confidence=0.92,
    )


def _swapped(facts: Facts) -> Iterator[Finding]:
    """Variables that name one existing Service and point elsewhere, against the habit of their workload."""
    by_workload: dict[ObjectRef, list[Address]] = {}
    for address in (*addresses(facts), *strangers(facts)):
        if not address.service or facts.snapshot.services.get(address.namespace, address.service):
            by_workload.setdefault(address.workload, []).append(address)
    for found in by_workload.values():
        odd = [(a, named) for a in found if (named := _named(facts, a)) and named != a.service]
        if len(odd) == 1 and sum(bool(a.service) and _named(facts, a) == a.service for a in found) >= 2:
            yield _other(*odd[0])


def _named(facts: Facts, address: Address) -> str:
    """The existing Service that the variable itself is named for."""
    asked = squeezed(meaning_of(address.variable))
    services = facts.snapshot.services.by_namespace.get(address.namespace, ())
    return next((s.metadata.name for s in services if squeezed(s.metadata.name) == asked), "")


def _other(address: Address, named: str) -> Finding:
    workload = address.workload
    return RULE.finding(
        workload,
        f"{workload.kind} {workload.name} is told {address.text} in {address.variable}, which by its name is the "
        f"address of Service {named}.",
        evidence=(Evidence(address.where, address.text), Evidence("Service of the variable's name", named)),
        remedies=(address_remedy(address, f"Set it to {named}"),),
        severity=Severity.WARNING,
        confidence=0.75,
    )
