"""A port of the node itself that another pod has on every node that would take the pod.

https://kubernetes.io/docs/concepts/configuration/overview/#services
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.preflight.bundle import Template
from firstmate.preflight.case import Case, Said, miss
from firstmate.preflight.placement import placement
from firstmate.preflight.values import Check, Weight, Where
from firstmate.snapshot.objects import ContainerPort, Node, Pod

CHECK = Check(
    __name__,
    title="Host ports are free",
    weight=Weight.BLOCKER,
    means="A container wants a port of the node, and on every node that would take the pod another pod has it: the pod "
    "would wait for ever.",
)


def check(case: Case) -> Iterator[Said]:
    """One miss a port."""
    for template in case.bundle.templates:
        nodes = placement(case, template).open
        for port, number, where in _wanted(template):
            holders = [holder for node in nodes if (holder := _holder(case, node, number, port.protocol))]
            if nodes and len(holders) == len(nodes):
                first = holders[0]
                text = f"host port {number} is taken on every node that would take the pod"
                nearest = f"pod {first.metadata.namespace}/{first.metadata.name} has it on {first.spec.node_name}"
                yield miss(CHECK, template.item, where, text, nearest)


def _wanted(template: Template) -> Iterator[tuple[ContainerPort, int, Where]]:
    for container, where in template.containers():
        for index, port in enumerate(container.ports):
            number = _number(port, template.spec.host_network)
            if number:
                yield port, number, (*where, "ports", index)


def _number(port: ContainerPort, host_network: bool) -> int:
    """On the host's network every port is one of the host."""
    return port.host_port or (port.container_port if host_network else 0)


def _holder(case: Case, node: Node, number: int, protocol: str) -> Pod | None:
    """A pod on the node that has the port and that none of the manifests replaces."""
    own = case.replaced.get(node.metadata.name, ())
    there = (pod for pod in case.facts.pods_on(node.metadata.name) if pod not in own)
    return next((pod for pod in there if (number, protocol) in _held(pod)), None)


def _held(pod: Pod) -> frozenset[tuple[int, str]]:
    """Number and protocol of the host's ports that it has."""
    ports = (port for container in pod.spec.containers for port in container.ports)
    return frozenset((_number(port, pod.spec.host_network), port.protocol) for port in ports)
