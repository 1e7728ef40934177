"""An Ingress that sends to a Service, or to a port of one, that is not there.

https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts.ingresses import Route, routes
from firstmate.findings import ObjectRef
from firstmate.preflight.bundle import Item
from firstmate.preflight.case import Case, Said, called, miss, near
from firstmate.preflight.values import Check, Weight
from firstmate.snapshot.objects import Ingress, IngressSpec, ServiceSpec

CHECK = Check(
    __name__,
    title="Ingresses send to Services that are there",
    weight=Weight.BLOCKER,
    means="An Ingress names a Service or a port of it that does not exist: its path answers with an error.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss a Service or port."""
    for item in case.bundle.of_kind("Ingress"):
        told = set()
        for route in routes(Ingress(spec=item.part(IngressSpec, "spec"))):
            if (route.service, route.port) not in told:
                told.add((route.service, route.port))
                yield from _judge(case, item, route)


def _judge(case: Case, item: Item, route: Route) -> Iterator[Said]:
    ref = ObjectRef("Service", item.ref.namespace, route.service)
    where = _where(item, route)
    yield from case.wants(CHECK, ref, item, where)
    spec = _service(case, ref)
    if spec and spec.type != "ExternalName":
        ports = {str(p.port) for p in spec.ports} | {p.name for p in spec.ports if p.name}
        if str(route.port) not in ports:
            text = f"{called(ref)} has no port {route.port}"
            yield miss(CHECK, item, where, text, near(str(route.port), ports))


def _service(case: Case, ref: ObjectRef) -> ServiceSpec | None:
    brought = next((i for i in case.bundle.items if i.ref == ref), None)
    if brought:
        return brought.part(ServiceSpec, "spec")
    there = case.snapshot.services.get(ref.namespace, ref.name)
    return there.spec if there else None


def _where(item: Item, route: Route) -> tuple[str | int, ...]:
    """The way to the backend."""
    rules = item.part(IngressSpec, "spec").rules
    for number, rule in enumerate(rules):
        for index, path in enumerate(rule.http.paths if rule.http else ()):
            if (rule.host, path.path) == (route.host, route.path):
                return ("spec", "rules", number, "http", "paths", index, "backend")
    return ("spec", "defaultBackend")
