"""Endpoints and EndpointSlices: which pods stand behind a Service."""

from __future__ import annotations

from firstmate.practice import probing
from firstmate.practice.objects import (
    Object,
    dig,
    is_terminating,
    labels_of,
    name_of,
    namespace_of,
    owner_reference,
    uid_of,
)
from firstmate.practice.templates import is_ready, living
from firstmate.practice.world import World

ENDPOINTS, SLICES = "endpoints", "endpointslices.discovery.k8s.io"
MANAGER = "endpointslice.kubernetes.io/managed-by"


def step(world: World) -> None:
    for service in world.find("services"):
        if dig(service, "spec.selector") and not is_terminating(service):
            pods = [pod for pod in living(_selected(world, service)) if dig(pod, "status.podIP")]
            _write_endpoints(world, service, pods)
            _write_slice(world, service, pods)


def _selected(world: World, service: Object) -> list[Object]:
    wanted = service["spec"]["selector"].items()
    return world.find("pods", namespace_of(service), lambda pod: wanted <= labels_of(pod).items())


def _ports(service: Object, pods: list[Object]) -> list[Object]:
    """The Service's ports as the pods have them."""
    containers = pods[0]["spec"]["containers"] if pods else []
    return [
        {**({"name": p["name"]} if p.get("name") else {}), "port": number, "protocol": p["protocol"]}
        for p in service["spec"].get("ports", [])
        if (number := _target(p["targetPort"], containers))
    ]


def _target(port: int | str, containers: list[Object]) -> int:
    if isinstance(port, int):
        return port
    return next((number for c in containers if (number := probing.port_number(port, c))), 0)


def _reference(pod: Object) -> Object:
    return {"kind": "Pod", "namespace": namespace_of(pod), "name": name_of(pod), "uid": uid_of(pod)}


def _write_endpoints(world: World, service: Object, pods: list[Object]) -> None:
    def addresses(ready: bool) -> list[Object]:
        return [
            {"ip": p["status"]["podIP"], "nodeName": p["spec"]["nodeName"], "targetRef": _reference(p)}
            for p in pods
            if is_ready(p) is ready
        ]

    groups = {"addresses": addresses(True), "notReadyAddresses": addresses(False)}
    subset = {key: group for key, group in groups.items() if group}
    subsets = [{**subset, "ports": _ports(service, pods)}] if subset else []
    metadata = {"name": name_of(service), "namespace": namespace_of(service), "labels": labels_of(service)}
    _write(world, ENDPOINTS, metadata, {"subsets": subsets} if subsets else {})


def _write_slice(world: World, service: Object, pods: list[Object]) -> None:
    suffix = uid_of(service)[:5]
    metadata = {
        "name": f"{name_of(service)}-{suffix}",
        "namespace": namespace_of(service),
        "labels": {"kubernetes.io/service-name": name_of(service), MANAGER: "endpointslice-controller.k8s.io"},
        "ownerReferences": [owner_reference("v1", "Service", service)],
    }
    endpoints = [
        {
            "addresses": [pod["status"]["podIP"]],
            "conditions": {"ready": is_ready(pod), "serving": is_ready(pod), "terminating": False},
            "nodeName": pod["spec"]["nodeName"],
            "targetRef": _reference(pod),
        }
        for pod in pods
    ]
    ports = [{"name": "", **port} for port in _ports(service, pods)]
    _write(world, SLICES, metadata, {"addressType": "IPv4", "endpoints": endpoints, "ports": ports})


def _write(world: World, key: str, metadata: Object, content: Object) -> None:
    old = world.get(key, metadata["namespace"], metadata["name"])
    if old is None:
        world.create(key, {"metadata": metadata, **content})
    else:
        kept = {k: v for k, v in old.items() if k in ("apiVersion", "kind", "metadata")}
        world.store.put(key, {**kept, **content})
