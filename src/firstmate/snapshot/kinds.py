"""The kinds that a snapshot holds: how each is named, where it is served, what it decodes to, whether it matters.

`matters`: when such a listing was tried and failed, the status cannot be called healthy (exit code 3).
"""

from __future__ import annotations

from dataclasses import dataclass

from firstmate.snapshot import objects as o


@dataclass(frozen=True)
class Kind:
    """One kind: its plural (the key in a snapshot), API group/versions in order of preference, and its struct."""

    plural: str
    kind: str
    versions: tuple[str, ...]
    struct: type[o.Object]
    matters: bool = False
    namespaced: bool = True
    metadata_only: bool = False
    field_selector: str = ""

    @property
    def source(self) -> str:
        """The name people see: plural, with the group for what is not Kubernetes' own."""
        group = self.versions[0].rpartition("/")[0]
        return f"{self.plural}.{group}" if "." in group and not group.endswith("k8s.io") else self.plural


ADMISSION = ("admissionregistration.k8s.io/v1",)
KINDS: tuple[Kind, ...] = (
    Kind("pods", "Pod", ("v1",), o.Pod, matters=True),
    Kind("nodes", "Node", ("v1",), o.Node, matters=True, namespaced=False),
    # Normal events tell of what went well; on a busy cluster they are nine in ten.
    Kind("events", "Event", ("v1",), o.Event, matters=True, field_selector="type!=Normal"),
    Kind("namespaces", "Namespace", ("v1",), o.Namespace, namespaced=False),
    Kind("deployments", "Deployment", ("apps/v1",), o.Deployment, matters=True),
    Kind("replicasets", "ReplicaSet", ("apps/v1",), o.ReplicaSet, matters=True),
    Kind("statefulsets", "StatefulSet", ("apps/v1",), o.StatefulSet, matters=True),
    Kind("daemonsets", "DaemonSet", ("apps/v1",), o.DaemonSet, matters=True),
    Kind("jobs", "Job", ("batch/v1",), o.Job, matters=True),
    Kind("cronjobs", "CronJob", ("batch/v1", "batch/v1beta1"), o.CronJob, matters=True),
    Kind(
        "horizontalpodautoscalers",
        "HorizontalPodAutoscaler",
        ("autoscaling/v2", "autoscaling/v2beta2"),
        o.HorizontalPodAutoscaler,
    ),
    Kind("poddisruptionbudgets", "PodDisruptionBudget", ("policy/v1", "policy/v1beta1"), o.PodDisruptionBudget),
    Kind("services", "Service", ("v1",), o.Service, matters=True),
    Kind("endpoints", "Endpoints", ("v1",), o.Endpoints),
    Kind("endpointslices", "EndpointSlice", ("discovery.k8s.io/v1", "discovery.k8s.io/v1beta1"), o.EndpointSlice),
    Kind("ingresses", "Ingress", ("networking.k8s.io/v1", "networking.k8s.io/v1beta1"), o.Ingress),
    Kind(
        "ingressclasses",
        "IngressClass",
        ("networking.k8s.io/v1", "networking.k8s.io/v1beta1"),
        o.IngressClass,
        namespaced=False,
    ),
    Kind("networkpolicies", "NetworkPolicy", ("networking.k8s.io/v1",), o.NetworkPolicy),
    Kind("persistentvolumeclaims", "PersistentVolumeClaim", ("v1",), o.PersistentVolumeClaim, matters=True),
    Kind("persistentvolumes", "PersistentVolume", ("v1",), o.PersistentVolume, namespaced=False),
    Kind("storageclasses", "StorageClass", ("storage.k8s.io/v1",), o.StorageClass, namespaced=False),
    Kind("volumeattachments", "VolumeAttachment", ("storage.k8s.io/v1",), o.VolumeAttachment, namespaced=False),
    Kind("resourcequotas", "ResourceQuota", ("v1",), o.ResourceQuota),
    Kind("limitranges", "LimitRange", ("v1",), o.LimitRange),
    Kind("serviceaccounts", "ServiceAccount", ("v1",), o.ServiceAccount),
    Kind("configmaps", "ConfigMap", ("v1",), o.Keyed, metadata_only=True),
    Kind("secrets", "Secret", ("v1",), o.Keyed, metadata_only=True),
    Kind("leases", "Lease", ("coordination.k8s.io/v1",), o.Lease),
    Kind("priorityclasses", "PriorityClass", ("scheduling.k8s.io/v1",), o.PriorityClass, namespaced=False),
    Kind(
        "validatingwebhookconfigurations",
        "ValidatingWebhookConfiguration",
        ADMISSION,
        o.WebhookConfiguration,
        namespaced=False,
    ),
    Kind(
        "mutatingwebhookconfigurations",
        "MutatingWebhookConfiguration",
        ADMISSION,
        o.WebhookConfiguration,
        namespaced=False,
    ),
    Kind("apiservices", "APIService", ("apiregistration.k8s.io/v1",), o.ApiService, namespaced=False),
    Kind(
        "customresourcedefinitions",
        "CustomResourceDefinition",
        ("apiextensions.k8s.io/v1",),
        o.CustomResourceDefinition,
        namespaced=False,
    ),
    Kind(
        "certificatesigningrequests",
        "CertificateSigningRequest",
        ("certificates.k8s.io/v1",),
        o.CertificateSigningRequest,
        namespaced=False,
    ),
    Kind("applications", "Application", ("argoproj.io/v1alpha1",), o.Application),
    Kind("certificates", "Certificate", ("cert-manager.io/v1",), o.Certificate),
)

MATTERS = frozenset(kind.source for kind in KINDS if kind.matters)
BY_PLURAL = {kind.plural: kind for kind in KINDS}
BY_KIND = {kind.kind: kind for kind in KINDS}
