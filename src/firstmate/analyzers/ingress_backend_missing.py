"""An Ingress sends to a Service, or to a port of it, that does not exist.

https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.cures import edit
from firstmate.facts.ingresses import Route, routes
from firstmate.findings import Evidence, Finding, ObjectRef, Rule, Severity
from firstmate.snapshot.objects import Ingress, Service

RULE = Rule(
    __name__,
    title="An Ingress sends to what does not exist",
    severity=Severity.CRITICAL,
    meaning="Requests for that path are answered with 503 or 404 by the ingress controller.",
    found_by="A backend names a Service that is not in the namespace, or a port that the Service does not list.",
    cure="Correct the backend, or create the Service.",
    source="https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource",
    needs=("ingresses", "services"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an Ingress and backend."""
    for ingress in facts.snapshot.ingresses:
        told = set()
        for route in routes(ingress):
            wrong = _wrong(facts, ingress, route)
            if wrong and (route.service, route.port) not in told:
                told.add((route.service, route.port))
                yield _finding(ingress, route, wrong)


def _wrong(facts: Facts, ingress: Ingress, route: Route) -> str:
    """What is wrong with a route's backend; "" when nothing is."""
    if facts.snapshot.services.lacks(ingress.metadata.namespace, route.service):
        return f"Service {route.service}, which does not exist"
    service = facts.snapshot.services.get(ingress.metadata.namespace, route.service)
    if service and route.port and not _lists(service, route.port):
        offered = ", ".join(f"{p.port} ({p.name})" if p.name else str(p.port) for p in service.spec.ports)
        return f"port {route.port} of Service {route.service}, which lists {offered or 'none'}"
    return ""


def _lists(service: Service, port: int | str) -> bool:
    named = service.spec.type == "ExternalName" and not service.spec.ports
    return named or any(port in (p.port, p.name) for p in service.spec.ports)


def _finding(ingress: Ingress, route: Route, wrong: str) -> Finding:
    return RULE.finding(
        ObjectRef.of("Ingress", ingress),
        f"Ingress {ingress.metadata.name} sends {route.text} to {wrong}.",
        evidence=(Evidence("spec.rules[].http.paths[].backend", f"{route.service}:{route.port}"),),
        remedies=(edit(ObjectRef.of("Ingress", ingress), "Correct the backend"),),
        confidence=0.96,
    )
