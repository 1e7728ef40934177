"""An Ingress of a class that the cluster does not have, or of none while none is the default: nobody serves it.

https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.findings import ObjectRef
from firstmate.preflight.bundle import Item
from firstmate.preflight.case import Case, Said, miss, near, unchecked
from firstmate.preflight.values import Check, Weight
from firstmate.snapshot.objects import IngressClass, IngressSpec

CHECK = Check(
    __name__,
    title="Ingress classes are there",
    weight=Weight.BLOCKER,
    means="No ingress controller here serves the class that an Ingress names, or none is the default for one that "
    "names none.",
)
OLD = "kubernetes.io/ingress.class"


def check(case: Case) -> Iterator[Said]:
    """One miss an Ingress."""
    for item in case.bundle.of_kind("Ingress"):
        spec = item.part(IngressSpec, "spec")
        if spec.ingress_class_name:
            ref = ObjectRef("IngressClass", "", spec.ingress_class_name)
            yield from case.wants(CHECK, ref, item, ("spec", "ingressClassName"))
        elif OLD in item.manifest.annotations:
            # A controller may answer to the annotation without any IngressClass.
            ref = ObjectRef("IngressClass", "", item.manifest.annotations[OLD])
            yield from case.wants(CHECK, ref, item, ("metadata", "annotations", OLD), Weight.WARNING)
        else:
            yield from _default(case, item)


def _default(case: Case, item: Item) -> Iterator[Said]:
    missing = case.unread("IngressClass")
    if missing:
        yield unchecked(f"a default ingress class for Ingress {item.ref.name}", missing)
        return
    brought = (i.part(IngressClass) for i in case.bundle.of_kind("IngressClass"))
    classes = (*case.snapshot.ingressclasses, *brought)
    if not any(c.metadata.annotations.default_ingress_class == "true" for c in classes):
        text = "it names no ingress class, and none is the default"
        yield miss(CHECK, item, ("spec",), text, near("", case.names("IngressClass")))
