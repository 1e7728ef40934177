"""Where Ingresses send to, in the shapes of networking.k8s.io/v1 and v1beta1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from firstmate.snapshot.objects import Ingress, IngressBackend


@dataclass(frozen=True)
class Route:
    """One path of an Ingress and the Service and port behind it; port 0 or "" where none is told."""

    host: str
    path: str
    service: str
    port: int | str

    @property
    def text(self) -> str:
        return f"{self.host}{self.path}" or "the default backend"


def routes(ingress: Ingress) -> Iterator[Route]:
    """Every route to a Service; backends that are no Service are left out."""
    if ingress.spec.default_backend:
        yield from _route("", "", ingress.spec.default_backend)
    for rule in ingress.spec.rules:
        for path in rule.http.paths if rule.http else ():
            yield from _route(rule.host, path.path, path.backend)


def has_address(ingress: Ingress) -> bool:
    """Whether some controller serves it and says where."""
    return any(i.ip or i.hostname for i in ingress.status.load_balancer.ingress)


def _route(host: str, path: str, backend: IngressBackend) -> Iterator[Route]:
    if backend.service:
        yield Route(host, path, backend.service.name, backend.service.port.number or backend.service.port.name)
    elif backend.service_name:
        port = backend.service_port
        yield Route(host, path, backend.service_name, int(port) if str(port).isdecimal() else port)
