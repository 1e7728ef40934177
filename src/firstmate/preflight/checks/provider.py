"""An issuer or a secret store that manifests name, and that is not there or not ready.

https://cert-manager.io/docs/configuration/, https://external-secrets.io/latest/api/secretstore/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts.pods import condition
from firstmate.findings import ObjectRef
from firstmate.preflight.bundle import Item
from firstmate.preflight.case import Case, Said, called, miss
from firstmate.preflight.values import Check, Weight, Where

CHECK = Check(
    __name__,
    title="Issuers and secret stores are there and ready",
    weight=Weight.BLOCKER,
    means="A Certificate, an Ingress or an ExternalSecret names an issuer or a store that does not exist, or that says "
    "itself that it is not ready.",
)
ANNOTATIONS = {"cert-manager.io/cluster-issuer": "ClusterIssuer", "cert-manager.io/issuer": "Issuer"}
# Kind of the object: the way to its reference, and the kind that is meant when none is written.
REFERENCES: dict[str, tuple[Where, str]] = {
    "Certificate": (("spec", "issuerRef"), "Issuer"),
    "ExternalSecret": (("spec", "secretStoreRef"), "SecretStore"),
}


def check(case: Case) -> Iterator[Said]:
    """One miss a reference."""
    for item in case.bundle.items:
        for ref, where in _named(item):
            yield from case.wants(CHECK, ref, item, where)
            found = [o for o in case.snapshot.custom if (o.kind, o.metadata.name) == (ref.kind, ref.name)]
            for one in found:
                ready = condition(one.status.conditions, "Ready")
                if one.metadata.namespace == ref.namespace and ready.status == "False":
                    yield miss(CHECK, item, where, f"{called(ref)} is not ready: {ready.message or ready.reason}")


def _named(item: Item) -> Iterator[tuple[ObjectRef, Where]]:
    for annotation, kind in ANNOTATIONS.items():
        name = item.manifest.annotations.get(annotation)
        if name and item.ref.kind == "Ingress":
            yield _ref(item, kind, name), ("metadata", "annotations", annotation)
    way, default = REFERENCES.get(item.ref.kind, ((), ""))
    found = item.manifest.at(*way) if way else None
    if isinstance(found, dict) and found.get("name"):
        yield _ref(item, str(found.get("kind") or default), str(found["name"])), (*way, "name")


def _ref(item: Item, kind: str, name: str) -> ObjectRef:
    return ObjectRef(kind, "" if kind.startswith("Cluster") else item.ref.namespace, name)
