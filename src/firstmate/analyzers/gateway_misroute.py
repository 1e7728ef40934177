"""An Ingress sends a path that is named for one Service to another.

Both Services exist and answer, so nothing but the names tells. What a gateway reads from a ConfigMap is not seen: the
values of ConfigMaps never enter Firstmate.
https://kubernetes.io/docs/concepts/services-networking/ingress/#simple-fanout
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts import Facts
from firstmate.facts.addresses import squeezed
from firstmate.facts.cures import edit
from firstmate.facts.ingresses import Route, routes
from firstmate.findings import Evidence, Finding, ObjectRef, Rule, Severity
from firstmate.snapshot.objects import Ingress

RULE = Rule(
    __name__,
    title="A path is sent to another Service than it is named for",
    severity=Severity.WARNING,
    meaning="Requests reach an application that does not know them: they are answered with 404 or worse.",
    found_by="The path (or the first label of the host) of an Ingress is the name of a Service that no route of the "
    "Ingress sends to, and its other routes, two or more, are all named for the Services they send to.",
    cure="Send the path to the Service of its name.",
    source="https://kubernetes.io/docs/concepts/services-networking/ingress/#simple-fanout",
    needs=("ingresses", "services"),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One finding an Ingress, and only where a single route breaks its habit."""
    for ingress in facts.snapshot.ingresses:
        all_routes = list(routes(ingress))
        sent_to = {r.service for r in all_routes}
        named = [(r, name) for r in all_routes if (name := _named(facts, ingress, r))]
        odd = [(r, name) for r, name in named if name != r.service]
        if len(odd) == 1 and len(named) >= 3 and odd[0][1] not in sent_to:
            yield _finding(ingress, *odd[0])


def _named(facts: Facts, ingress: Ingress, route: Route) -> str:
    """The existing Service that a route is named for."""
    words = {squeezed(part) for part in (*route.path.split("/"), route.host.partition(".")[0]) if part}
    services = facts.snapshot.services.by_namespace.get(ingress.metadata.namespace, ())
    found = [
        s.metadata.name for s in services if _short(s.metadata.name) in words or squeezed(s.metadata.name) in words
    ]
    return route.service if route.service in found else next(iter(found), "")


def _short(name: str) -> str:
    """`orders` of `orders-service` or `orders-svc`."""
    return squeezed(name.removesuffix("-service").removesuffix("-svc"))


def _finding(ingress: Ingress, route: Route, named: str) -> Finding:
    return RULE.finding(
        ObjectRef("Service", ingress.metadata.namespace, named),
        f"Ingress {ingress.metadata.name} sends {route.text} to Service {route.service}, and nothing to Service "
        f"{named}, for which that path is named.",
        evidence=(
            Evidence("spec.rules[].http.paths[].path", route.text),
            Evidence("spec.rules[].http.paths[].backend", f"{route.service}:{route.port}"),
        ),
        remedies=(edit(ObjectRef.of("Ingress", ingress), f"Send the path to {named}"),),
        confidence=0.6,
    )
