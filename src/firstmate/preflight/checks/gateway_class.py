"""A Gateway of a class that the cluster does not have, or a route to a Gateway that is not there.

https://gateway-api.sigs.k8s.io/api-types/gatewayclass/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.findings import ObjectRef
from firstmate.preflight.bundle import Item
from firstmate.preflight.case import Case, Said
from firstmate.preflight.values import Check, Weight

CHECK = Check(
    __name__,
    title="Gateway classes and the gateways of routes are there",
    weight=Weight.BLOCKER,
    means="No controller here serves the class that a Gateway names, or a route names a Gateway that does not exist.",
)
GROUP = "gateway.networking.k8s.io"


def check(case: Case) -> Iterator[Said]:
    """One miss a Gateway, one a parent of a route."""
    for item in case.bundle.items:
        if item.manifest.group != GROUP:
            continue
        name = item.manifest.at("spec", "gatewayClassName")
        if item.ref.kind == "Gateway" and name:
            ref = ObjectRef("GatewayClass", "", str(name))
            yield from case.wants(CHECK, ref, item, ("spec", "gatewayClassName"))
        if item.ref.kind.endswith("Route"):
            yield from _parents(case, item)


def _parents(case: Case, item: Item) -> Iterator[Said]:
    parents = item.manifest.at("spec", "parentRefs")
    for number, parent in enumerate(parents if isinstance(parents, list) else ()):
        if isinstance(parent, dict) and parent.get("kind", "Gateway") == "Gateway":
            ref = ObjectRef("Gateway", str(parent.get("namespace") or item.ref.namespace), str(parent.get("name", "")))
            yield from case.wants(CHECK, ref, item, ("spec", "parentRefs", number, "name"))
