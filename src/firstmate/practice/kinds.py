"""The kinds that the practice cluster serves: names, groups and verbs, as discovery tells them."""

from __future__ import annotations

from dataclasses import dataclass

from firstmate.practice.objects import Object, dig, name_of

VERBS = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")
READ_VERBS = ("get", "list")


@dataclass(frozen=True)
class Resource:
    """One served kind at one version."""

    group: str
    version: str
    plural: str
    kind: str
    short: tuple[str, ...] = ()
    namespaced: bool = True
    categories: tuple[str, ...] = ()
    status: bool = False
    scale: bool = False
    others: tuple[str, ...] = ()
    """Subresources beside status and scale."""
    verbs: tuple[str, ...] = VERBS
    columns: tuple[tuple[str, str, int], ...] | None = None
    """A custom resource's printer columns: name, JSON path, priority. None for kinds with a table of their own."""

    @property
    def key(self) -> str:
        """`pods`, `deployments.apps`: how the store and error messages name it."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def singular(self) -> str:
        return self.kind.lower()

    @property
    def subresources(self) -> tuple[str, ...]:
        return (*(("status",) if self.status else ()), *(("scale",) if self.scale else ()), *self.others)


ALL = ("all",)


def _workload(plural: str, kind: str, short: str, *, scale: bool = True) -> Resource:
    return Resource("apps", "v1", plural, kind, (short,), categories=ALL, status=True, scale=scale)


def _webhooks(plural: str, kind: str) -> Resource:
    return Resource(
        "admissionregistration.k8s.io", "v1", plural, kind, namespaced=False, categories=("api-extensions",)
    )


def _rbac(plural: str, kind: str, *, namespaced: bool) -> Resource:
    return Resource("rbac.authorization.k8s.io", "v1", plural, kind, namespaced=namespaced)


def _review(group: str, plural: str, kind: str) -> Resource:
    return Resource(group, "v1", plural, kind, namespaced=False, verbs=("create",))


RESOURCES: tuple[Resource, ...] = (
    Resource("", "v1", "configmaps", "ConfigMap", ("cm",)),
    Resource("", "v1", "endpoints", "Endpoints", ("ep",)),
    Resource("", "v1", "events", "Event", ("ev",)),
    Resource("", "v1", "limitranges", "LimitRange", ("limits",)),
    Resource("", "v1", "namespaces", "Namespace", ("ns",), namespaced=False, status=True),
    Resource("", "v1", "nodes", "Node", ("no",), namespaced=False, status=True),
    Resource("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", ("pvc",), status=True),
    Resource("", "v1", "persistentvolumes", "PersistentVolume", ("pv",), namespaced=False, status=True),
    Resource("", "v1", "pods", "Pod", ("po",), categories=ALL, status=True, others=("log", "binding", "eviction")),
    Resource("", "v1", "resourcequotas", "ResourceQuota", ("quota",), status=True),
    Resource("", "v1", "secrets", "Secret"),
    Resource("", "v1", "serviceaccounts", "ServiceAccount", ("sa",)),
    Resource("", "v1", "services", "Service", ("svc",), categories=ALL, status=True, others=("proxy",)),
    _webhooks("mutatingwebhookconfigurations", "MutatingWebhookConfiguration"),
    _webhooks("validatingwebhookconfigurations", "ValidatingWebhookConfiguration"),
    Resource(
        "apiextensions.k8s.io",
        "v1",
        "customresourcedefinitions",
        "CustomResourceDefinition",
        ("crd", "crds"),
        namespaced=False,
        categories=("api-extensions",),
        status=True,
    ),
    Resource(
        "apiregistration.k8s.io",
        "v1",
        "apiservices",
        "APIService",
        namespaced=False,
        categories=("api-extensions",),
        status=True,
    ),
    Resource("apps", "v1", "controllerrevisions", "ControllerRevision"),
    _workload("daemonsets", "DaemonSet", "ds", scale=False),
    _workload("deployments", "Deployment", "deploy"),
    _workload("replicasets", "ReplicaSet", "rs"),
    _workload("statefulsets", "StatefulSet", "sts"),
    _review("authorization.k8s.io", "selfsubjectaccessreviews", "SelfSubjectAccessReview"),
    Resource(
        "autoscaling",
        "v2",
        "horizontalpodautoscalers",
        "HorizontalPodAutoscaler",
        ("hpa",),
        categories=ALL,
        status=True,
    ),
    Resource("batch", "v1", "cronjobs", "CronJob", ("cj",), categories=ALL, status=True),
    Resource("batch", "v1", "jobs", "Job", categories=ALL, status=True),
    Resource(
        "certificates.k8s.io",
        "v1",
        "certificatesigningrequests",
        "CertificateSigningRequest",
        ("csr",),
        namespaced=False,
        status=True,
        others=("approval",),
    ),
    Resource("coordination.k8s.io", "v1", "leases", "Lease"),
    Resource("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice"),
    Resource("metrics.k8s.io", "v1beta1", "nodes", "NodeMetrics", namespaced=False, verbs=READ_VERBS),
    Resource("metrics.k8s.io", "v1beta1", "pods", "PodMetrics", verbs=READ_VERBS),
    Resource("networking.k8s.io", "v1", "ingressclasses", "IngressClass", namespaced=False),
    Resource("networking.k8s.io", "v1", "ingresses", "Ingress", ("ing",), status=True),
    Resource("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", ("netpol",)),
    Resource("node.k8s.io", "v1", "runtimeclasses", "RuntimeClass", namespaced=False),
    Resource("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", ("pdb",), status=True),
    _rbac("clusterrolebindings", "ClusterRoleBinding", namespaced=False),
    _rbac("clusterroles", "ClusterRole", namespaced=False),
    _rbac("rolebindings", "RoleBinding", namespaced=True),
    _rbac("roles", "Role", namespaced=True),
    Resource("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass", ("pc",), namespaced=False),
    Resource("storage.k8s.io", "v1", "storageclasses", "StorageClass", ("sc",), namespaced=False),
    Resource("storage.k8s.io", "v1", "volumeattachments", "VolumeAttachment", namespaced=False, status=True),
)

BY_KEY = {resource.key: resource for resource in RESOURCES}
BY_KIND = {(resource.api_version, resource.kind): resource for resource in RESOURCES}


def custom_resources(definitions: list[Object]) -> list[Resource]:
    """What CustomResourceDefinitions add: one resource for each version they serve."""
    return [
        _custom(definition, version)
        for definition in sorted(definitions, key=name_of)
        for version in dig(definition, "spec.versions", [])
        if version.get("served")
    ]


def _custom(definition: Object, version: Object) -> Resource:
    spec = definition["spec"]
    columns = tuple(
        (column["name"], column["jsonPath"], int(column.get("priority", 0)))
        for column in version.get("additionalPrinterColumns", [])
    )
    return Resource(
        spec["group"],
        version["name"],
        spec["names"]["plural"],
        spec["names"]["kind"],
        tuple(spec["names"].get("shortNames", ())),
        namespaced=spec["scope"] == "Namespaced",
        categories=tuple(spec["names"].get("categories", ())),
        status="status" in version.get("subresources", {}),
        columns=columns,
    )
