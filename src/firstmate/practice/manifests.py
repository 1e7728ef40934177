"""Manifests as Argo CD takes them from a folder: every document of the YAML and JSON files, told as plain objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from firstmate.practice.defaults import with_defaults
from firstmate.practice.kinds import Resource
from firstmate.practice.objects import Object, dig, name_of
from firstmate.practice.repositories import RepositoryError

ENDINGS = (".yaml", ".yml", ".json")
TOOLS = {
    "Chart.yaml": "Helm",
    "kustomization.yaml": "Kustomize",
    "kustomization.yml": "Kustomize",
    "Kustomization": "Kustomize",
}
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ORDER = (
    "Namespace",
    "ResourceQuota",
    "ServiceAccount",
    "Secret",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleBinding",
    "Role",
    "RoleBinding",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicaSet",
    "Deployment",
    "StatefulSet",
    "Job",
    "CronJob",
    "Ingress",
)
WAVE = "argocd.argoproj.io/sync-wave"


def read(files: Mapping[str, str], *, recurse: bool) -> list[Object]:
    """The objects in the files, in the order in which they are applied. Raises RepositoryError."""
    for name, tool in TOOLS.items():
        if name in files:
            raise RepositoryError(f"{name}: the practice cluster takes plain manifests only, not those of {tool}")
    chosen = [name for name in sorted(files) if name.endswith(ENDINGS) and (recurse or "/" not in name)]
    return sorted((obj for name in chosen for obj in _documents(name, files[name])), key=_order)


def _documents(name: str, text: str) -> Iterator[Object]:
    try:
        documents = list(yaml.load_all(text, LOADER))
    except yaml.YAMLError as error:
        told = " ".join(str(error).split())
        raise RepositoryError(f'Failed to unmarshal "{name}": failed to unmarshal manifest: {told}') from error
    for document in documents:
        if document is None:
            continue
        yield from _objects(name, document)


def _objects(name: str, document: Any) -> Iterator[Object]:
    if not isinstance(document, dict) or not document.get("kind") or not document.get("apiVersion"):
        raise RepositoryError(f"Failed to unmarshal \"{name}\": Object 'Kind' is missing")
    if str(document["kind"]).endswith("List") and "items" in document:
        for item in document["items"]:
            yield from _objects(name, item)
    elif not name_of(document):
        raise RepositoryError(f'Failed to unmarshal "{name}": a {document["kind"]} without a name')
    else:
        yield document


def _order(obj: Object) -> tuple[int, int, str]:
    wave = str(dig(obj, "metadata.annotations", {}).get(WAVE, "0"))
    kind = ORDER.index(obj["kind"]) if obj["kind"] in ORDER else len(ORDER)
    return int(wave) if wave.lstrip("-").isdecimal() else 0, kind, name_of(obj)


def placed(obj: Object, resource: Resource, namespace: str) -> Object:
    """The object as it is compared and applied: in its namespace, plain values of a Secret encoded, without status."""
    metadata = {key: value for key, value in obj["metadata"].items() if value is not None and key != "namespace"}
    if resource.namespaced:
        metadata["namespace"] = dig(obj, "metadata.namespace") or namespace
    kept = {key: value for key, value in obj.items() if not (key == "status" and resource.status)}
    placed_there = {**kept, "metadata": metadata}
    return with_defaults(resource.key, placed_there) if resource.key == "secrets" else placed_there
