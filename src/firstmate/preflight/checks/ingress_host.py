"""A host and path that another Ingress serves already: which of the two answers is up to the controller.

https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-rules
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts.ingresses import routes
from firstmate.findings import ObjectRef
from firstmate.preflight.case import Case, Said, miss
from firstmate.preflight.values import Check, Weight
from firstmate.snapshot.objects import Ingress, IngressSpec

CHECK = Check(
    __name__,
    title="Hosts and paths are nobody else's",
    weight=Weight.WARNING,
    means="Another Ingress of the same class serves the same host and path: ingress-nginx refuses the second one, "
    "others choose one of them.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss a host and path."""
    taken = {
        (ingress.spec.ingress_class_name, route.host, route.path): ObjectRef.of("Ingress", ingress)
        for ingress in case.snapshot.ingresses
        for route in routes(ingress)
        if route.host and ObjectRef.of("Ingress", ingress) not in case.bundle.refs
    }
    for item in case.bundle.of_kind("Ingress"):
        spec = item.part(IngressSpec, "spec")
        for route in routes(Ingress(spec=spec)):
            holder = taken.get((spec.ingress_class_name, route.host, route.path))
            if holder:
                text = f"{route.text} is served by Ingress {holder.namespace}/{holder.name} already"
                yield miss(CHECK, item, ("spec", "rules"), text)
