"""Namespaces: what each of them has from the start, and how they are emptied when they go."""

from __future__ import annotations

from firstmate.practice.objects import Object, is_terminating, name_of
from firstmate.practice.world import World

ROOT_CA = "kube-root-ca.crt"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nA practice cluster trusts nobody.\n-----END CERTIFICATE-----\n"


def step(world: World) -> None:
    for namespace in world.find("namespaces"):
        if is_terminating(namespace):
            _empty(world, namespace)
        else:
            _furnish(world, name_of(namespace))


def _furnish(world: World, name: str) -> None:
    metadata = {"namespace": name}
    if world.get("serviceaccounts", name, "default") is None:
        world.create("serviceaccounts", {"metadata": {**metadata, "name": "default"}})
    if world.get("configmaps", name, ROOT_CA) is None:
        world.create("configmaps", {"metadata": {**metadata, "name": ROOT_CA}, "data": {"ca.crt": CERTIFICATE}})


def _empty(world: World, namespace: Object) -> None:
    """Everything in it is deleted; when nothing is left, so is the namespace."""
    name = name_of(namespace)
    left = 0
    for key in world.store.kinds():
        for obj in world.find(key, name):
            left += 1
            if not is_terminating(obj):
                world.delete(key, obj)
    if not left:
        world.store.remove("namespaces", namespace)
