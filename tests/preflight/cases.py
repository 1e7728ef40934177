"""Manifests and clusters as preflight tests need them, and what is said of them."""

from __future__ import annotations

from typing import Any

from firstmate.preflight.values import Manifest
from firstmate.services.preflight import Answer, bundle_of, preflight
from firstmate.snapshot import ApiKind, ApiVersion
from tests.support.build import Plain, merged, node, obj, snapshot_of

# What the API serves, by group version; kinds marked with * have no namespace.
SERVED = {
    "v1": "Pod Service Secret ConfigMap Namespace* PersistentVolumeClaim PersistentVolume*",
    "apps/v1": "Deployment StatefulSet DaemonSet",
    "batch/v1": "Job CronJob",
    "networking.k8s.io/v1": "Ingress IngressClass*",
    "apiextensions.k8s.io/v1": "CustomResourceDefinition*",
    "bitnami.com/v1alpha1": "SealedSecret",
    "external-secrets.io/v1": "ExternalSecret",
    "gateway.networking.k8s.io/v1": "Gateway HTTPRoute",
    "cert-manager.io/v1": "Certificate Issuer",
}
APIS = tuple(
    ApiVersion(name, tuple(ApiKind(k.rstrip("*"), f"{k.rstrip('*').lower()}s", "*" not in k) for k in kinds.split()))
    for name, kinds in SERVED.items()
)
CLUSTER = (obj("Namespace", "shop"), node())


def written(kind: str, name: str = "web", api_version: str = "v1", **parts: Any) -> Plain:
    """An object as somebody writes it, in namespace shop."""
    base = {"apiVersion": api_version, "kind": kind, "metadata": {"name": name, "namespace": "shop"}}
    return merged(base, parts)


def app(name: str = "web", *, kind: str = "Deployment", pod: Plain | None = None, **container: Any) -> Plain:
    """A Deployment; `pod` is laid over its pods' spec, `spec` over its own, the rest over its one container."""
    more = container.pop("spec", {})
    one = merged({"name": name, "image": f"registry.example/{name}:1.0"}, container)
    template = {"metadata": {"labels": {"app": name}}, "spec": merged({"containers": [one]}, pod or {})}
    spec = {"selector": {"matchLabels": {"app": name}}, "template": template, **more}
    return written(kind, name, "apps/v1", spec=spec)


def answer(manifests: Plain | list[Plain], *objects: Plain, **more: Any) -> Answer:
    """What is said of manifests in a cluster of one node with the namespace shop and these objects."""
    return bare(manifests, *CLUSTER, *objects, **more)


def bare(manifests: Plain | list[Plain], *objects: Plain, **more: Any) -> Answer:
    """The same in a cluster of nothing but these objects."""
    listed = manifests if isinstance(manifests, list) else [manifests]
    asked = tuple(Manifest(content, lambda where: "app.yaml:" + ".".join(map(str, where))) for content in listed)
    snapshot = snapshot_of(*objects, **{"apis": APIS, **more})
    return preflight(snapshot, bundle_of(snapshot, asked))


def codes(said: Answer) -> list[tuple[str, str]]:
    """Code and weight of every miss."""
    return [(miss.code, str(miss.weight)) for miss in said.misses]
