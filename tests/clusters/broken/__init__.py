"""Sixty clusters with a cause or two that a Kubernetes engineer would name, each in a few lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.clusters.parts import app, ingress, namespace, node, storage_class
from tests.clusters.surroundings import TRAEFIK, agents, dns
from tests.support.build import Plain

NODES = ("node-1", "node-2", "node-3")
Make = Callable[[], list[Plain]]


@dataclass(frozen=True)
class Broken:
    """What is in the cluster, and what should be named first: `CODE KIND/NAMESPACE/NAME`, one or two."""

    make: Make
    causes: tuple[str, ...]


def caused_by(*causes: str) -> Callable[[Make], Broken]:
    """Says what is wrong with the cluster that a function makes."""
    return lambda make: Broken(make, causes)


def shop(*objects: Plain, nodes: list[Plain] | None = None) -> list[Plain]:
    """A k3s of three nodes with an application that does well, and what is wrong beside it."""
    well = app("well", ns="other", on=("node-3",))
    around = [
        TRAEFIK,
        storage_class(),
        *dns("node-3"),
        *agents("kube-router", *NODES),
        *well,
        ingress("well", ns="other"),
    ]
    return [*(nodes or map(node, NODES)), *namespace("shop"), *namespace("other"), *around, *objects]


def in_module(module: dict[str, object]) -> list[Broken]:
    """The clusters that a module makes, in its order."""
    return [value for value in module.values() if isinstance(value, Broken)]
