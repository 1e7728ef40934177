"""A Service declares UDP (or SCTP) for a port on which its pods speak TCP, so that no TCP connection gets through.

https://kubernetes.io/docs/reference/networking/service-protocols/
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
    title="A Service's protocol is not that of its pods",
    severity=Severity.CRITICAL,
    meaning="kube-proxy forwards only the protocol that a Service's port declares: TCP connections are refused.",
    found_by="The port is UDP or SCTP, while the container declares the same port for TCP only, or a probe asks it "
    "by TCP.",
    cure="Declare protocol: TCP for that port.",
    source="https://kubernetes.io/docs/reference/networking/service-protocols/",
    needs=("services", "deployments", "statefulsets", "daemonsets"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding a port of a Service."""
    for service in facts.snapshot.services:
        ports = service.spec.ports if service.spec.selector else ()
        served = {target(p) for p in ports if p.protocol == "TCP"}
        for port in ports:
            if port.protocol != "TCP" and target(port) not in served:
                behind = [b for b in backends(facts, service) if _speaks_tcp(b, port)]
                if behind:
                    yield _finding(facts, service, port, behind[0])


def _speaks_tcp(backend: Backend, port: ServicePort) -> bool:
    """The port is asked by TCP probes, or declared for TCP, and for nothing but TCP."""
    wanted = target(port)
    if isinstance(wanted, str):
        return False
    return (wanted, port.protocol) not in backend.declared and (
        (wanted, "TCP") in backend.declared or wanted in backend.probed
    )


def _finding(facts: Facts, service: Service, port: ServicePort, backend: Backend) -> Finding:
    name, wanted = service.metadata.name, target(port)
    tried = connection(facts, service, port)
    failed = tried is not None and not tried.ok
    return RULE.finding(
        ObjectRef.of("Service", service),
        f"Service {name} declares {port.protocol} for port {port.port}, and {backend.ref.kind} {backend.ref.name} "
        f"speaks TCP on {wanted}.",
        evidence=(
            Evidence(f"spec.ports[{port.name or port.port}].protocol", port.protocol),
            Evidence(f"containerPort {wanted} of {backend.ref.kind} {backend.ref.name}", "TCP"),
            *((Evidence(f"connection to {name}:{port.port}", tried.text or "failed"),) if tried and failed else ()),
        ),
        remedies=(edit(ObjectRef.of("Service", service), f"Set protocol: TCP for port {port.port}"),),
        confidence=0.97 if failed else 0.9,
    )
