"""Nodes whose disk is taken by images that none of their pods uses: room that can be had back before more is pulled.

https://kubernetes.io/docs/concepts/architecture/garbage-collection/#container-image-lifecycle
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts.pods import all_containers
from firstmate.facts.quantity import amount
from firstmate.findings import ObjectRef
from firstmate.preflight.case import Case, Said
from firstmate.preflight.images import full_name
from firstmate.preflight.values import Check, Miss, Weight
from firstmate.snapshot.objects import Node

CHECK = Check(
    __name__,
    title="Disks are not taken by images that nobody uses",
    weight=Weight.WARNING,
    means="Of the images that a node tells of (its largest), those that no pod on it uses take a fifth of its disk, or "
    "20 GB where its size is not told.",
)
SHARE = 0.2
GIGABYTE = 1e9
MUCH = 20 * GIGABYTE
DISK = "ephemeral-storage"


def check(case: Case) -> Iterator[Said]:
    """One miss a node; without its pods nobody knows what is used."""
    if case.unread("Pod"):
        return
    for node in case.snapshot.nodes:
        idle, held = _idle(case, node), sum(image.size_bytes for image in node.status.images)
        disk = amount(node.status.capacity, DISK)
        if idle >= (SHARE * disk if disk else MUCH):
            text = (
                f"node {node.metadata.name} holds {held / GIGABYTE:.0f} GB of images, and no pod on it uses "
                f"{idle / GIGABYTE:.0f} GB of them"
            )
            yield Miss(CHECK.code, CHECK.weight, ObjectRef.of("Node", node), "", text, _of_disk(disk))


def _idle(case: Case, node: Node) -> int:
    pods = case.facts.pods_on(node.metadata.name)
    used = {full_name(c.image) for pod in pods for c in all_containers(pod.spec)}
    used |= {full_name(s.image) for pod in pods for s in pod.status.container_statuses}
    return sum(i.size_bytes for i in node.status.images if used.isdisjoint(full_name(name) for name in i.names))


def _of_disk(disk: float) -> str:
    return f"its disk has {disk / GIGABYTE:.0f} GB" if disk else ""
