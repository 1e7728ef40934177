"""A Service that sends to a port that the pods it selects do not declare, by name, number or protocol.

https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts.labels import matches_labels
from firstmate.facts.ports import Backend, target
from firstmate.preflight.bundle import Item
from firstmate.preflight.case import Case, Said, miss, near
from firstmate.preflight.values import Check, Weight
from firstmate.snapshot.objects import ServicePort, ServiceSpec

CHECK = Check(
    __name__,
    title="Services send to ports that pods have",
    weight=Weight.WARNING,
    means="The pods among the manifests that a Service selects declare ports, and none of them is the one it sends to. "
    "A number may be listened on without being declared; a name may not.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss a port."""
    for item in case.bundle.of_kind("Service"):
        spec = item.part(ServiceSpec, "spec")
        backends = _backends(case, item, spec)
        for number, port in enumerate(spec.ports):
            if backends and not any(_declares(backend, port) for backend in backends):
                wanted = target(port)
                where = ("spec", "ports", number, "port" if not port.target_port else "targetPort")
                text = f"it sends to port {wanted} ({port.protocol}), which its pods do not declare"
                yield miss(CHECK, item, where, text, near(str(wanted), _names(backends)))


def _backends(case: Case, item: Item, spec: ServiceSpec) -> list[Backend]:
    """The selected pods that declare any port at all."""
    picked = (
        Backend(template.item.ref, template.spec)
        for template in case.bundle.templates
        if template.item.ref.namespace == item.ref.namespace
        and spec.selector
        and matches_labels(spec.selector, template.labels)
    )
    return [backend for backend in picked if backend.declared]


def _declares(backend: Backend, port: ServicePort) -> bool:
    wanted = target(port)
    return wanted in backend.names if isinstance(wanted, str) else (wanted, port.protocol) in backend.declared


def _names(backends: list[Backend]) -> set[str]:
    """`8080 (TCP)`, and names."""
    numbers = {f"{number} ({protocol})" for backend in backends for number, protocol in backend.declared}
    return numbers | {name for backend in backends for name in backend.names}
