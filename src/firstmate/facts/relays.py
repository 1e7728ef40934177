"""Probes that Istio has rewritten: the kubelet asks its agent in the pod, and the agent asks the application.

The probe as it was written stands in an environment variable of the sidecar.
https://istio.io/latest/docs/ops/configuration/mesh/app-health-check/
"""

from __future__ import annotations

import msgspec

from firstmate.facts.pods import all_containers
from firstmate.snapshot.objects import Pod, Probe

PATH = "/app-health/"
VARIABLE = "ISTIO_KUBE_APP_PROBERS"


def is_relayed(probe: Probe) -> bool:
    return probe.http_get is not None and probe.http_get.path.startswith(PATH)


def direct(pod: Pod, probe: Probe) -> Probe:
    """What the agent asks, as patiently as the kubelet asks the agent; the probe itself when that is not told."""
    original = _written(pod).get(probe.http_get.path) if probe.http_get and is_relayed(probe) else None
    if original is None:
        return probe
    return msgspec.structs.replace(
        probe, http_get=original.http_get, tcp_socket=original.tcp_socket, grpc=original.grpc
    )


def _written(pod: Pod) -> dict[str, Probe]:
    told = next((e.value for c in all_containers(pod.spec) for e in c.env if e.name == VARIABLE), "{}")
    try:
        return msgspec.json.decode(told, type=dict[str, Probe])
    except msgspec.DecodeError:  # left out of a saved snapshot
        return {}
