"""Node ports that another Service has already, or that the API server does not give out.

https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.preflight.case import Case, Said, miss, unchecked
from firstmate.preflight.values import Check, Weight
from firstmate.snapshot.objects import ServicePort, ServiceSpec

CHECK = Check(
    __name__,
    title="Node ports are free",
    weight=Weight.BLOCKER,
    means="A Service asks for a node port that another one has, or one outside 30000-32767 where no Service here has "
    "such a port: the API server refuses it.",
)
RANGE = range(30000, 32768)
"""The API server's default; it may have been started with another."""
Taken = dict[tuple[int, str], str]


def check(case: Case) -> Iterator[Said]:
    """One miss a port."""
    missing = case.unread("Service")
    taken = _taken(case)
    usual = all(port in RANGE for port, _ in taken)
    for item in case.bundle.of_kind("Service"):
        name = f"{item.ref.namespace}/{item.ref.name}"
        for number, port in enumerate(item.part(ServiceSpec, "spec").ports):
            if not port.node_port:
                continue
            where = ("spec", "ports", number, "nodePort")
            holder = taken.setdefault(_key(port), name)
            if holder != name:
                yield miss(CHECK, item, where, f"node port {port.node_port} belongs to Service {holder}", _free(taken))
            elif missing:
                yield unchecked(f"whether node port {port.node_port} is free", missing)
            elif usual and port.node_port not in RANGE:
                text = f"node port {port.node_port} is outside {RANGE.start}-{RANGE.stop - 1}"
                yield miss(CHECK, item, where, text, _free(taken))


def _taken(case: Case) -> Taken:
    return {
        _key(port): f"{service.metadata.namespace}/{service.metadata.name}"
        for service in case.snapshot.services
        for port in service.spec.ports
        if port.node_port
    }


def _key(port: ServicePort) -> tuple[int, str]:
    return port.node_port, port.protocol


def _free(taken: Taken) -> str:
    """The first that nobody has."""
    used = {port for port, _ in taken}
    return f"{next(port for port in RANGE if port not in used)} is free"
