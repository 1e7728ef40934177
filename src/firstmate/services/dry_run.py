"""Ask the API server itself whether it would take manifests: an apply that it goes through and does not keep.

https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, urlencode

from firstmate.adapters.cluster import Cluster, ReadError
from firstmate.preflight.bundle import Bundle, Item
from firstmate.preflight.values import Miss, Unchecked, Weight
from firstmate.snapshot import ApiVersion

CODE = "dry-run"
APPLY = "application/apply-patch+yaml"  # JSON is YAML
QUERY = urlencode(
    {"dryRun": "All", "fieldManager": "firstmate-preflight", "force": "true", "fieldValidation": "Strict"}
)
NO_NAMESPACE = re.compile(r'namespaces "[^"]+" not found')
NO_RIGHT = re.compile(r"cannot (patch|create) resource")
NO_DRY_RUN = re.compile(r"does not support dry run", re.IGNORECASE)
REFUSED = range(400, 500)


def dry_run(cluster: Cluster, bundle: Bundle, apis: Iterable[ApiVersion]) -> Iterator[Miss | Unchecked]:
    """What the API server says to each object; those of kinds and namespaces that are not there yet are left out."""
    plurals = {(api.name, kind.kind): kind.plural for api in apis for kind in api.kinds}
    for item in bundle.items:
        plural = plurals.get((item.manifest.api_version, item.ref.kind))
        if plural is None or not item.manifest.metadata.get("name"):
            yield Unchecked(_what(item), "its kind is not served, or it has no fixed name", failed=False)
        elif item.ref.namespace in {i.ref.name for i in bundle.of_kind("Namespace")}:
            yield Unchecked(_what(item), "its namespace is one of the manifests", failed=False)
        else:
            yield from _ask(cluster, item, plural)


def _ask(cluster: Cluster, item: Item, plural: str) -> Iterator[Miss | Unchecked]:
    metadata = {**item.manifest.metadata, **({"namespace": item.ref.namespace} if item.ref.namespace else {})}
    try:
        cluster.send("PATCH", f"{_path(item, plural)}?{QUERY}", {**item.manifest.content, "metadata": metadata}, APPLY)
    except ReadError as error:
        told = error.missing.detail
        if NO_NAMESPACE.search(told):
            yield Unchecked(_what(item), "its namespace is not there", failed=False)
        elif error.status in REFUSED and not NO_RIGHT.search(told) and not NO_DRY_RUN.search(told):
            yield Miss(CODE, Weight.BLOCKER, item.ref, item.manifest.place(()), f"the API server refuses it: {told}")
        else:
            yield Unchecked(_what(item), f"{error.missing.why}: {told}")


def _path(item: Item, plural: str) -> str:
    version = item.manifest.api_version
    root = f"/apis/{version}" if "/" in version else f"/api/{version}"
    space = f"/namespaces/{quote(item.ref.namespace)}" if item.ref.namespace else ""
    return f"{root}{space}/{plural}/{quote(item.ref.name)}"


def _what(item: Item) -> str:
    return f"what the API server says to {item.ref.kind} {item.ref.name}"
