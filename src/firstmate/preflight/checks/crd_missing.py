"""A custom kind that nothing defines: its operator is not installed.

https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/custom-resources/
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.preflight.case import Case, Said, miss, near, unchecked
from firstmate.preflight.served import Standing, is_custom, standing, why_unknown
from firstmate.preflight.values import Check, Weight

CHECK = Check(
    __name__,
    title="The kinds that operators bring are defined",
    weight=Weight.BLOCKER,
    means="The CustomResourceDefinition of an object is neither in the cluster nor among the manifests: its operator "
    "has to be installed first.",
)
# The operator behind a group of kinds, for those that homelabs meet most.
OPERATORS = {
    "acme.cert-manager.io": "cert-manager",
    "argoproj.io": "Argo CD, Rollouts or Workflows",
    "bitnami.com": "Sealed Secrets",
    "cert-manager.io": "cert-manager",
    "cilium.io": "Cilium",
    "external-secrets.io": "External Secrets",
    "gateway.networking.k8s.io": "the Gateway API",
    "grafana.integreatly.org": "the Grafana operator",
    "helm.toolkit.fluxcd.io": "Flux",
    "keda.sh": "KEDA",
    "kustomize.toolkit.fluxcd.io": "Flux",
    "kyverno.io": "Kyverno",
    "longhorn.io": "Longhorn",
    "metallb.io": "MetalLB",
    "monitoring.coreos.com": "the Prometheus operator",
    "postgresql.cnpg.io": "CloudNativePG",
    "secrets.infisical.com": "the Infisical operator",
    "snapshot.storage.k8s.io": "the CSI snapshot controller",
    "source.toolkit.fluxcd.io": "Flux",
    "traefik.containo.us": "Traefik 2",
    "traefik.io": "Traefik",
    "velero.io": "Velero",
}


def check(case: Case) -> Iterator[Said]:
    """One miss a kind, at its first object."""
    told = set()
    for item in case.bundle.items:
        manifest = item.manifest
        kind = (manifest.group, manifest.kind)
        if not is_custom(manifest.group) or kind in told:
            continue
        told.add(kind)
        match standing(case, item):
            case Standing.NO_GROUP | Standing.NO_KIND:
                text = f"there is no CustomResourceDefinition {_plural(manifest.kind)}.{manifest.group}"
                nearest = _nearest(case, manifest.kind)
                yield miss(CHECK, item, ("apiVersion",), text + _operator(manifest.group), nearest)
            case Standing.UNKNOWN:
                yield unchecked(f"whether {manifest.kind} of {manifest.api_version} is served", why_unknown(case, item))


def _operator(group: str) -> str:
    return f": {OPERATORS[group]} is not installed" if group in OPERATORS else ""


def _nearest(case: Case, kind: str) -> str:
    """Kinds of the same name in other groups: `there is clusters.cluster.x-k8s.io`."""
    found = [name for name in case.names("CustomResourceDefinition") if name.startswith(f"{_plural(kind)}.")]
    return near(kind, found) if found else "nothing else defines a kind of this name"


def _plural(kind: str) -> str:
    """As generators of definitions name them."""
    name = kind.lower()
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith(("s", "x", "ch", "sh")) else f"{name}s"
