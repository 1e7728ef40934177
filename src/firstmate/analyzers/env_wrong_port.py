"""An application is told a port that the Service it names does not serve.

https://kubernetes.io/docs/concepts/services-networking/service/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.addresses import Address, address_remedy, addresses
from firstmate.findings import Evidence, Finding, Rule, Severity
from firstmate.snapshot.objects import Service

RULE = Rule(
    __name__,
    title="An application calls a Service on a port that it does not serve",
    severity=Severity.CRITICAL,
    meaning="A Service forwards only the ports that it lists; calls to any other are refused or time out.",
    found_by="An address in the environment or arguments names an existing Service and a port that it does not list.",
    cure="Correct the port in the application's manifest.",
    source="https://kubernetes.io/docs/concepts/services-networking/service/",
    needs=("services", "deployments", "statefulsets", "daemonsets"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a workload and address."""
    seen = set()
    for address in addresses(facts):
        service = facts.snapshot.services.get(address.namespace, address.service)
        key = (address.workload, address.ref, address.port)
        if service and address.port and key not in seen and not _serves(service, address.port):
            seen.add(key)
            yield _finding(address, service)


def _serves(service: Service, port: int) -> bool:
    """A headless or external Service is no more than a name: any port of what it resolves to may answer."""
    spec = service.spec
    by_name = spec.cluster_ip == "None" or spec.type == "ExternalName"
    return by_name or not spec.ports or any(port == p.port for p in spec.ports)


def _finding(address: Address, service: Service) -> Finding:
    offered = ", ".join(str(p.port) for p in service.spec.ports)
    return RULE.finding(
        address.workload,
        f"{address.workload.kind} {address.workload.name} calls Service {address.service} on port {address.port}, "
        f"which it does not serve; it serves {offered}.",
        evidence=(
            Evidence(address.where, address.text),
            Evidence(f"spec.ports of Service {address.service}", offered),
        ),
        remedies=(address_remedy(address, f"Set the port to {offered}"),),
        confidence=0.93,
    )
