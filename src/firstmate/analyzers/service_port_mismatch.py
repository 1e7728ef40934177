"""A Service sends to a port that its pods do not serve.

A named targetPort that no container declares gives no endpoint at all. A number that is not declared proves nothing by
itself, since containerPort is informational: it takes a failed connection, or a probe that finds the pod elsewhere.
https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import edit
from firstmate.facts.ports import Backend, backends, connection, target
from firstmate.findings import Evidence, Finding, ObjectRef, Rule, Severity
from firstmate.snapshot.objects import Service, ServicePort

RULE = Rule(
    __name__,
    title="A Service's targetPort is not a port of its pods",
    severity=Severity.CRITICAL,
    meaning="Connections to the Service are refused, though its pods are well.",
    found_by="targetPort is a name that no container declares; or a number that none declares, while others are "
    "declared and connections fail or the pods' probes ask another port.",
    cure="Set targetPort to the port that the container listens on.",
    source="https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports",
    needs=("services", "deployments", "statefulsets", "daemonsets"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a port of a Service."""
    for service in facts.snapshot.services:
        if service.spec.selector:
            behind = backends(facts, service)
            for port in service.spec.ports:
                if behind and port.protocol == "TCP":
                    yield from _check_port(facts, service, port, behind)


def _check_port(facts: Facts, service: Service, port: ServicePort, behind: tuple[Backend, ...]) -> Iterator[Finding]:
    wanted = target(port)
    tried = connection(facts, service, port)
    if isinstance(wanted, str):
        if not any(wanted in backend.names for backend in behind):
            yield _finding(service, port, behind, 0.97, "" if tried is None or tried.ok else tried.text or "failed")
    elif not _may_serve(service, wanted, behind) and not (tried and tried.ok):
        if tried:
            yield _finding(service, port, behind, 0.95, tried.text or "failed")
        elif (
            all(backend.probed and wanted not in backend.probed for backend in behind) and len(service.spec.ports) == 1
        ):
            yield _finding(service, port, behind, 0.8, "")


def _may_serve(service: Service, wanted: int, behind: tuple[Backend, ...]) -> bool:
    """Some pod declares the port or is probed on it, or declares nothing, so that nothing is known."""
    return any(not b.declared or any(n == wanted for n, _ in b.declared) or wanted in b.probed for b in behind)


def _finding(service: Service, port: ServicePort, behind: tuple[Backend, ...], sure: float, failed: str) -> Finding:
    name, wanted = service.metadata.name, target(port)
    declared = sorted({number for b in behind for number, protocol in b.declared if protocol == "TCP"})
    names = sorted({n for b in behind for n in b.names})
    offered = ", ".join([*map(str, declared), *(repr(n) for n in names if isinstance(wanted, str))]) or "no port"
    evidence = [
        Evidence(f"spec.ports[{port.name or port.port}].targetPort", str(wanted)),
        Evidence(f"containerPorts of {behind[0].ref.kind} {behind[0].ref.name}", offered),
    ]
    if probed := sorted({n for b in behind for n in b.probed}):
        evidence.append(Evidence("port that the probes ask", ", ".join(map(str, probed))))
    if failed:
        evidence.append(Evidence(f"connection to {name}:{port.port}", failed))
    return RULE.finding(
        ObjectRef.of("Service", service),
        f"Service {name} sends port {port.port} to {wanted}, which {behind[0].ref.kind} {behind[0].ref.name} does not "
        f"declare; it declares {offered}.",
        evidence=tuple(evidence),
        remedies=(
            edit(ObjectRef.of("Service", service), f"Set targetPort to what the container listens on ({offered})"),
        ),
        confidence=sure,
    )
