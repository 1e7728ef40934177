"""Probes: what a site file may ask to be checked, and what the answers mean. No probe changes anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from firstmate.probes.schema import KINDS, SCHEMA
from firstmate.probes.values import TIMEOUT, GpuLimit, Outcome, Place, Probe, Verdict

__all__ = ["KINDS", "SCHEMA", "GpuLimit", "Outcome", "Place", "Probe", "Verdict", "parse", "where"]

PORTS = {"dns": 53, "postgres": 5432, "redis": 6379, "qdrant": 6333, "prometheus": 9090}
"""Where a kind is asked when neither the probe nor its service says a port."""
SECURE = (443, 8443)


def parse(content: Mapping[str, Any], place: Place) -> Probe:
    """The probe of a mapping that fits SCHEMA, at its service's place where it says nothing else."""
    wants = {key: value for key, value in content.items() if key not in ("kind", "timeout", "host", "port")}
    host, port = content.get("host", place.host), content.get("port", place.port)
    at = replace(place, host=str(host), port=int(port or PORTS.get(content["kind"], 0)))
    return Probe(content["kind"], at, float(content.get("timeout", TIMEOUT)), wants)


def url(probe: Probe, path: str = "") -> str:
    """The address that an HTTP probe asks; `path` is what is asked below it."""
    given = str(probe.wants.get("url", ""))
    if given:
        return given.rstrip("/") + path if path else given
    secure = probe.place.port in SECURE or "days" in probe.wants or "ca" in probe.wants
    host = f"[{probe.place.host}]" if ":" in probe.place.host else probe.place.host
    port = f":{probe.place.port}" if probe.place.port else ""
    return f"http{'s' if secure else ''}://{host}{port}{path or probe.wants.get('path', '/')}"


def workload(probe: Probe) -> str:
    """KIND/NAME that a probe of Kubernetes looks at."""
    return str(probe.wants.get("workload", probe.place.workload))


def where(probe: Probe) -> str:
    """What is looked at, in a few words, for a table."""
    wants, at = probe.wants, f" on {probe.place.node}" if probe.place.node else ""
    match probe.kind:
        case "http" if probe.place.host or "url" in wants:
            return url(probe).partition("?")[0]
        case "qdrant" | "prometheus" if "url" in wants:
            return str(wants["url"]).partition("?")[0]
        case "kubernetes":
            return (
                f"{wants.get('namespace') or probe.place.namespace or '?'}/{workload(probe).partition('/')[2] or '?'}"
            )
        case "argocd":
            return f"application {wants['application']}"
        case "docker" | "systemd":
            return f"{wants.get('container') or wants['unit']}{at}"
        case "nfs" | "file":
            return f"{wants['path']}{at}"
        case "nvidia" | "command":
            return probe.place.node or "this machine"
    return f"{probe.place.host or '?'}:{probe.place.port or '?'}"
