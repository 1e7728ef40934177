"""Which port a Service sends to, which ports its pods declare or are probed on, and which of them answered.

containerPort is informational: a port that is not declared may well be listened on. So a mismatch needs more than that.
https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from firstmate.facts import Facts
from firstmate.findings import ObjectRef
from firstmate.snapshot import Connection
from firstmate.snapshot.objects import Container, Pod, PodSpec, Probe, Service, ServicePort


@dataclass(frozen=True)
class Backend:
    """What stands behind a Service: a workload's template, or a pod without one."""

    ref: ObjectRef
    spec: PodSpec

    @property
    def declared(self) -> frozenset[tuple[int, str]]:
        """The ports that its containers declare, as (number, protocol)."""
        return frozenset((p.container_port, p.protocol) for c in listening(self.spec) for p in c.ports)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(p.name for c in listening(self.spec) for p in c.ports if p.name)

    @property
    def probed(self) -> frozenset[int]:
        """The TCP ports that its probes ask."""
        return frozenset(n for c in listening(self.spec) for probe in _probes(c) if (n := _number(c, probe)))


def backends(facts: Facts, service: Service) -> tuple[Backend, ...]:
    """The workloads behind a Service; where none has a template that fits, the pods that its selector picks."""
    found = [Backend(w.ref, w.template.spec) for w in facts.behind(service) if w.wanted]
    if not found:
        by_owner: dict[ObjectRef, Pod] = {}
        for pod in facts.selected(service):
            by_owner.setdefault(facts.owner(pod), pod)
        found = [Backend(ref, pod.spec) for ref, pod in by_owner.items()]
    return tuple(found)


def listening(spec: PodSpec) -> tuple[Container, ...]:
    """The containers that may listen: the ordinary ones and sidecars (init containers that always restart)."""
    return (*(c for c in spec.init_containers if c.restart_policy == "Always"), *spec.containers)


def target(port: ServicePort) -> int | str:
    """Where a Service's port goes; without targetPort, to the same number. `"8080"` is a number too."""
    wanted = port.target_port or port.port
    return int(wanted) if isinstance(wanted, str) and wanted.isdecimal() else wanted


def connection(facts: Facts, service: Service, port: ServicePort) -> Connection | None:
    """The attempt to reach this port of a Service, if there was one."""
    key = (service.metadata.namespace, service.metadata.name, port.port)
    return next((c for c in facts.snapshot.connections if (c.namespace, c.service, c.port) == key), None)


def _probes(container: Container) -> Iterator[Probe]:
    yield from (p for p in (container.readiness_probe, container.liveness_probe, container.startup_probe) if p)


def _number(container: Container, probe: Probe) -> int:
    """The port number that a probe asks; 0 for a command, a name that nobody declares, another host."""
    action = probe.http_get or probe.tcp_socket or probe.grpc
    if action is None or (probe.http_get and probe.http_get.host):
        return 0
    if isinstance(action.port, str) and not action.port.isdecimal():
        return next((p.container_port for p in container.ports if p.name == action.port), 0)
    return int(action.port)
