"""Probes that fail now, and what is wrong with them: port, protocol, path, patience, or the application itself.

The kubelet's Unhealthy events say how a probe failed; every start has some, so one only counts while its container is
not ready (readiness, startup) or was just restarted for it (liveness).
https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from firstmate.facts import Facts, last_seen
from firstmate.facts.pods import ContainerView
from firstmate.facts.relays import direct, is_relayed
from firstmate.findings import Evidence, ObjectRef
from firstmate.snapshot.objects import Container, Event, Pod, Probe

STILL = timedelta(minutes=15)
"""The kubelet repeats these events seldom once there were many: one in five minutes."""
GRACE = timedelta(seconds=40)
"""A container that is told to end may take its 30 s grace period, and the kubelet a little."""
HASTY = timedelta(seconds=60)
"""A start that is given less time than this may just be slow; Java on a small machine takes longer."""
KINDS = ("liveness", "readiness", "startup")
SECURE = (443, 6443, 8443, 9443, 10250)
STOPPED = (0, 2, 130, 137, 143)
"""Exit codes of a process that was told to end, not of one that gave up."""

# Words of the kubelet's HTTP and gRPC clients.
PROTOCOL = re.compile(
    r"malformed HTTP|HTTP response to HTTPS client|does not look like a TLS handshake|http2: frame too large"
    r"|error reading server preface|remote error: tls|tls: handshake failure|unexpected HTTP status code received"
    r"|UNIMPLEMENTED|does not implement the grpc health",
    re.IGNORECASE,
)
STATUS = re.compile(r"statuscode: (?P<code>\d{3})")
WRONG_PATH = ("401", "403", "404", "405", "410")
SILENCE = re.compile(
    r"connection refused|failed to connect service|i/o timeout|deadline exceeded|Client\.Timeout|no route to host"
    r"|connection reset|command timed out",
    re.IGNORECASE,
)
REFUSED = re.compile(r"connection refused", re.IGNORECASE)
NO_PROGRAM = re.compile(
    r"executable file not found|no such file or directory|permission denied|exec format error|OCI runtime exec failed",
    re.IGNORECASE,
)
UNREACHED = re.compile(r"statuscode: 500")
"""What Istio's agent, which asks the application in the kubelet's stead, says when it gets no answer."""


class Fault(StrEnum):
    """What is wrong with a failing probe."""

    PORT = "port"
    PROTOCOL = "protocol"
    PATH = "path"
    IMPATIENT = "impatient"
    COMMAND = "command"
    APPLICATION = "application"


@dataclass(frozen=True)
class FailingProbe:
    """A probe of one container that fails now."""

    workload: ObjectRef
    pod: Pod
    container: ContainerView
    kind: str
    probe: Probe
    fault: Fault
    message: str

    @property
    def who(self) -> str:
        """`Container web of Deployment web`, for a sentence."""
        return f"container {self.container.spec.name} of {self.workload.kind} {self.workload.name}"

    @property
    def how(self) -> str:
        """`HTTP GET :8080/healthz`, `TCP :5432`, `gRPC :9000`, or the command."""
        return describe(self.probe)

    @property
    def field(self) -> str:
        return f"spec.containers[{self.container.spec.name}].{self.kind}Probe"

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The probe as declared, the kubelet's words, and the ports that the container declares."""
        ports = ", ".join(_port_text(p.name, p.container_port) for p in self.container.spec.ports)
        return (
            Evidence("event Unhealthy", self.message),
            Evidence(self.field, f"{self.how}, {patience(self.probe)}"),
            Evidence(f"spec.containers[{self.container.spec.name}].ports", ports or "none declared"),
        )


def failing_probes(facts: Facts, *wanted: Fault) -> Iterator[FailingProbe]:
    """Failing probes with one of these faults, one for each workload, container and kind."""
    yield from (p for p in facts.once(_failing) if p.fault in wanted)


def describe(probe: Probe) -> str:
    """How a probe asks."""
    if probe.http_get:
        scheme = "HTTPS" if probe.http_get.scheme == "HTTPS" else "HTTP"
        return f"{scheme} GET :{probe.http_get.port}{probe.http_get.path or '/'}"
    if probe.exec:
        return f"command {' '.join(probe.exec.command)}"
    return f"{'gRPC' if probe.grpc else 'TCP'} :{_asked_port(probe)}"


def patience(probe: Probe) -> str:
    """`after 5 s, every 10 s, 3 failures`."""
    return f"after {probe.initial_delay_seconds} s, every {probe.period_seconds} s, {probe.failure_threshold} failures"


def budget(probe: Probe) -> timedelta:
    """How long after its start a container that never answers is left alone."""
    return timedelta(seconds=probe.initial_delay_seconds + probe.period_seconds * probe.failure_threshold)


def probe_of(container: Container, kind: str) -> Probe | None:
    probes = {
        "liveness": container.liveness_probe,
        "readiness": container.readiness_probe,
        "startup": container.startup_probe,
    }
    return probes[kind]


def _failing(facts: Facts) -> tuple[FailingProbe, ...]:
    found: dict[tuple[ObjectRef, str, str], FailingProbe] = {}
    for workload, pod, container in facts.stuck():
        for kind in KINDS:
            declared = probe_of(container.spec, kind)
            event = _event(facts, pod, container, kind) if declared else None
            if declared and event and _holds(facts, container, kind, last_seen(event)):
                probe = direct(pod, declared)
                fault = _fault(pod, container, kind, probe, event.message)
                failing = FailingProbe(workload, pod, container, kind, probe, fault, event.message)
                found.setdefault((workload, container.spec.name, kind), failing)
    return tuple(found.values())


def _event(facts: Facts, pod: Pod, container: ContainerView, kind: str) -> Event | None:
    """The newest failure of this probe; without a field path, of the only container that it can be about."""
    ref = ObjectRef.of("Pod", pod)
    for event in facts.events(ref, "Unhealthy", uid=pod.metadata.uid, within=STILL):
        if event.message.lower().startswith(f"{kind} probe") and _is_about(event, pod, container, kind):
            return event
    return None


def _is_about(event: Event, pod: Pod, container: ContainerView, kind: str) -> bool:
    path = event.involved_object.field_path
    if path:
        return path.endswith(f"{{{container.spec.name}}}")
    able = [c for c in pod.spec.init_containers + pod.spec.containers if probe_of(c, kind)]
    if len(able) == 1:
        return True
    probe = probe_of(container.spec, kind)
    port = _number(container.spec, probe) if probe else None
    return port is not None and f":{port}" in event.message


def _holds(facts: Facts, container: ContainerView, kind: str, seen: datetime | None) -> bool:
    """Whether the failure still has its effect: not ready, not started, or just restarted."""
    status = container.status
    started = status.state.running.started_at if status.state.running else None
    if kind == "liveness":
        end = container.last_end
        return bool(status.restart_count and end) and _is_recent(facts, end.finished_at if end else None)
    if kind == "startup" and status.restart_count and not status.ready:
        return True
    return started is not None and not status.ready and seen is not None and seen >= started


def _is_recent(facts: Facts, when: datetime | None) -> bool:
    return when is None or facts.now - when < STILL


def _fault(pod: Pod, container: ContainerView, kind: str, probe: Probe, message: str) -> Fault:
    if probe.exec:
        return Fault.COMMAND if NO_PROGRAM.search(message) else Fault.APPLICATION
    declared = probe_of(container.spec, kind)
    if declared and is_relayed(declared):
        unreached = UNREACHED.search(message) and not is_relayed(probe)
        return _of_silence(pod, container, kind, probe, message) if unreached else Fault.APPLICATION
    if _number(container.spec, probe) is None:
        return Fault.PORT
    if PROTOCOL.search(message) or _is_plain_to_tls(container.spec, probe, message):
        return Fault.PROTOCOL
    status = STATUS.search(message)
    if status:
        return Fault.PATH if status["code"] in WRONG_PATH else Fault.APPLICATION
    if SILENCE.search(message):
        return _of_silence(pod, container, kind, probe, message)
    return Fault.APPLICATION


def _of_silence(pod: Pod, container: ContainerView, kind: str, probe: Probe, message: str) -> Fault:
    """Nobody answered: is it the wrong place, the wrong language, or too early?"""
    if _is_elsewhere(pod, container, kind, probe):
        return Fault.PORT
    twin = _twin(container, kind, probe)
    if twin and not REFUSED.search(message) and (container.status.ready or kind == "readiness"):
        return Fault.PROTOCOL
    return Fault.IMPATIENT if _is_impatient(container, kind, probe) else Fault.APPLICATION


def _is_elsewhere(pod: Pod, container: ContainerView, kind: str, probe: Probe) -> bool:
    """The probe's port is declared nowhere in the pod, and the container's other probes do not ask it either.

    Ports need not be declared (injected sidecars seldom do), so one that all probes agree on is no slip.
    """
    port = _number(container.spec, probe)
    declared = {p.container_port for c in pod.spec.init_containers + pod.spec.containers for p in c.ports}
    asked = [direct(pod, p) for k in KINDS if k != kind and (p := probe_of(container.spec, k))]
    others = {_number(container.spec, p) for p in asked} - {None}
    return port not in declared and port not in others and bool(others or container.spec.ports)


def _twin(container: ContainerView, kind: str, probe: Probe) -> Probe | None:
    """Another probe of the container that asks the same port in another protocol."""
    port = _number(container.spec, probe)
    for other in KINDS:
        twin = probe_of(container.spec, other)
        asks_there = twin and not twin.exec and _number(container.spec, twin) == port
        if twin and asks_there and other != kind and _language(twin) != _language(probe):
            return twin
    return None


def _language(probe: Probe) -> str:
    return probe.http_get.scheme if probe.http_get else "gRPC" if probe.grpc else "TCP"


def _is_impatient(container: ContainerView, kind: str, probe: Probe) -> bool:
    """Killed within the little time it was given, again and again, without ever having been ready."""
    end = container.status.last_state.terminated or container.status.state.terminated
    if kind == "readiness" or container.status.ready or not end or not end.started_at or not end.finished_at:
        return False
    if kind == "liveness" and container.spec.startup_probe:
        return False
    lived = end.finished_at - end.started_at
    return budget(probe) < HASTY and lived <= budget(probe) + GRACE and end.exit_code in STOPPED


def _is_plain_to_tls(container: Container, probe: Probe, message: str) -> bool:
    """Go's servers answer 400 to plain HTTP on a TLS port."""
    if not probe.http_get or probe.http_get.scheme == "HTTPS" or "statuscode: 400" not in message:
        return False
    named = {p.name for p in container.ports if p.container_port == _number(container, probe)}
    return _number(container, probe) in SECURE or any("https" in name or "tls" in name for name in named)


def _asked_port(probe: Probe) -> int | str:
    action = probe.http_get or probe.tcp_socket or probe.grpc
    return action.port if action else 0


def _number(container: Container, probe: Probe) -> int | None:
    """The probe's port as a number; None for a name that the container does not declare."""
    port = _asked_port(probe)
    if isinstance(port, int) or port.isdigit():
        return int(port)
    return next((p.container_port for p in container.ports if p.name == port), None)


def _port_text(name: str, port: int) -> str:
    return f"{name} {port}" if name else str(port)
