"""Probes: whether the program in a container would answer one, and the kubelet's words when it would not."""

from __future__ import annotations

from firstmate.practice.objects import Object
from firstmate.practice.reality import Program


def failure(probe: Object, container: Object, program: Program, address: str) -> str:
    """Why the probe fails; "" when it succeeds. Commands (`exec`) are taken to succeed."""
    if action := probe.get("httpGet"):
        return _http(action, container, program, address)
    if action := probe.get("tcpSocket") or probe.get("grpc"):
        port = port_number(action["port"], container)
        return "" if _listens(port, container, program) else _refused(address, port)
    return ""


def _http(action: Object, container: Object, program: Program, address: str) -> str:
    port = port_number(action["port"], container)
    path = action.get("path", "/")
    url = f"{action.get('scheme', 'HTTP').lower()}://{address}:{port}{path}"
    if not _listens(port, container, program):
        return f'Get "{url}": {_refused(address, port)}'
    if program.paths is not None and path not in program.paths:
        return "HTTP probe failed with statuscode: 404"
    return ""


def port_number(port: int | str, container: Object) -> int:
    """A port by number or by the name that the container gives it; 0 for a name it does not know."""
    if isinstance(port, int):
        return port
    return next((p["containerPort"] for p in container.get("ports", []) if p.get("name") == port), 0)


def _listens(port: int, container: Object, program: Program) -> bool:
    declared = {p["containerPort"] for p in container.get("ports", [])}
    return port in (declared if program.ports is None else program.ports)


def _refused(address: str, port: int) -> str:
    return f"dial tcp {address}:{port}: connect: connection refused"
