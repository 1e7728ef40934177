"""The columns of the real server's tables, kind by kind: name, origin, and whether only `-o wide` shows it.

Source: kubernetes/pkg/printers/internalversion/printers.go, v1.32
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from firstmate.practice import cells
from firstmate.practice.ages import age
from firstmate.practice.objects import Object, dig
from firstmate.practice.selectors import selector_text

Cell = Callable[[Object, datetime], Any]


@dataclass(frozen=True)
class Column:
    """One column: its title, what stands in it, its type in the table, and priority 1 for `-o wide` alone."""

    name: str
    cell: Cell
    type: str = "string"
    priority: int = 0

    @property
    def definition(self) -> Object:
        return {
            "name": self.name,
            "type": self.type,
            "format": "name" if self.name == "Name" else "",
            "description": self.name,
            "priority": self.priority,
        }


def at(path: str, default: Any = "", show: Callable[[Any], Any] | None = None) -> Cell:
    """The field at a path; `default` where it is absent."""

    def cell(obj: Object, _: datetime) -> Any:
        value = dig(obj, path, default)
        return value if show is None else show(value)

    return cell


def text(name: str, path: str, default: str = "") -> Column:
    return Column(name, at(path, default))


def number(name: str, path: str) -> Column:
    return Column(name, at(path, 0), "integer")


def wide(name: str, cell: Cell) -> Column:
    return Column(name, cell, priority=1)


def counted(name: str, path: str) -> Column:
    """How many there are in a list or map."""
    return Column(name, at(path, (), len), "integer")


def of_desired(ready: str, desired: str) -> Cell:
    return lambda obj, _: f"{dig(obj, ready, 0)}/{dig(obj, desired, 0)}"


NAME = text("Name", "metadata.name")
AGE = Column("Age", age)
CREATED = Column("Created At", at("metadata.creationTimestamp"), "date")
TEMPLATE = (wide("Containers", cells.containers), wide("Images", cells.images))
SELECTOR = wide("Selector", cells.selector)
VOLUME_MODE = wide("VolumeMode", at("spec.volumeMode", cells.UNSET))
ATTRIBUTES_CLASS = text("VolumeAttributesClass", "spec.volumeAttributesClassName", cells.UNSET)
BINDING = (
    NAME,
    Column("Role", lambda o, _: f"{o['roleRef']['kind']}/{o['roleRef']['name']}"),
    AGE,
    wide("Users", lambda o, _: cells.subjects("User", o)),
    wide("Groups", lambda o, _: cells.subjects("Group", o)),
    wide("ServiceAccounts", lambda o, _: cells.subjects("ServiceAccount", o)),
)
WEBHOOKS = (NAME, counted("Webhooks", "webhooks"), AGE)
DEFAULT: tuple[Column, ...] = (NAME, AGE)

COLUMNS: dict[str, tuple[Column, ...]] = {
    "pods": (
        NAME,
        Column("Ready", cells.pod_ready),
        Column("Status", cells.pod_status),
        Column("Restarts", cells.pod_restarts),
        AGE,
        wide("IP", at("status.podIP", cells.NONE)),
        wide("Node", at("spec.nodeName", cells.NONE)),
        wide("Nominated Node", at("status.nominatedNodeName", cells.NONE)),
        wide(
            "Readiness Gates", at("spec.readinessGates", (), lambda gates: cells.NONE if not gates else str(len(gates)))
        ),
    ),
    "nodes": (
        NAME,
        Column("Status", cells.node_status),
        Column("Roles", cells.node_roles),
        AGE,
        text("Version", "status.nodeInfo.kubeletVersion"),
        wide("Internal-IP", lambda o, _: cells.node_address(o, "InternalIP")),
        wide("External-IP", lambda o, _: cells.node_address(o, "ExternalIP")),
        wide("OS-Image", at("status.nodeInfo.osImage", "<unknown>")),
        wide("Kernel-Version", at("status.nodeInfo.kernelVersion", "<unknown>")),
        wide("Container-Runtime", at("status.nodeInfo.containerRuntimeVersion", "<unknown>")),
    ),
    "services": (
        NAME,
        text("Type", "spec.type"),
        text("Cluster-IP", "spec.clusterIP", cells.NONE),
        Column("External-IP", cells.service_external),
        Column("Port(s)", cells.service_ports),
        AGE,
        wide("Selector", lambda o, _: cells.pairs(dig(o, "spec.selector", {}))),
    ),
    "endpoints": (NAME, Column("Endpoints", cells.endpoints), AGE),
    "events": (
        Column("Last Seen", cells.event_last_seen),
        text("Type", "type"),
        text("Reason", "reason"),
        Column("Object", cells.event_object),
        wide("Subobject", at("involvedObject.fieldPath")),
        wide("Source", cells.event_source),
        Column("Message", at("message", "", str.strip)),
        wide("First Seen", partial(age, path="firstTimestamp")),
        wide("Count", at("count", 1, str)),
        wide("Name", at("metadata.name")),
    ),
    "configmaps": (
        NAME,
        Column("Data", lambda o, _: str(len(dig(o, "data", ())) + len(dig(o, "binaryData", ())))),
        AGE,
    ),
    "secrets": (NAME, text("Type", "type"), Column("Data", at("data", (), lambda data: str(len(data)))), AGE),
    "namespaces": (NAME, text("Status", "status.phase"), AGE),
    "persistentvolumeclaims": (
        NAME,
        text("Status", "status.phase"),
        text("Volume", "spec.volumeName"),
        text("Capacity", "status.capacity.storage"),
        Column("Access Modes", at("status.accessModes", [], cells.access_modes)),
        text("StorageClass", "spec.storageClassName"),
        ATTRIBUTES_CLASS,
        AGE,
        VOLUME_MODE,
    ),
    "persistentvolumes": (
        NAME,
        text("Capacity", "spec.capacity.storage"),
        Column("Access Modes", at("spec.accessModes", [], cells.access_modes)),
        text("Reclaim Policy", "spec.persistentVolumeReclaimPolicy"),
        text("Status", "status.phase"),
        Column("Claim", cells.volume_claim),
        text("StorageClass", "spec.storageClassName"),
        ATTRIBUTES_CLASS,
        text("Reason", "status.reason"),
        AGE,
        VOLUME_MODE,
    ),
    "serviceaccounts": (NAME, Column("Secrets", at("secrets", (), lambda secrets: str(len(secrets)))), AGE),
    "resourcequotas": (
        NAME,
        Column("Request", lambda o, _: cells.quota(o, "requests")),
        Column("Limit", lambda o, _: cells.quota(o, "limits")),
        AGE,
    ),
    "limitranges": (NAME, CREATED),
    "deployments.apps": (
        NAME,
        Column("Ready", of_desired("status.readyReplicas", "spec.replicas")),
        Column("Up-to-date", at("status.updatedReplicas", 0, str)),
        Column("Available", at("status.availableReplicas", 0, str)),
        AGE,
        *TEMPLATE,
        SELECTOR,
    ),
    "replicasets.apps": (
        NAME,
        number("Desired", "spec.replicas"),
        number("Current", "status.replicas"),
        number("Ready", "status.readyReplicas"),
        AGE,
        *TEMPLATE,
        SELECTOR,
    ),
    "statefulsets.apps": (NAME, Column("Ready", of_desired("status.readyReplicas", "spec.replicas")), AGE, *TEMPLATE),
    "daemonsets.apps": (
        NAME,
        number("Desired", "status.desiredNumberScheduled"),
        number("Current", "status.currentNumberScheduled"),
        number("Ready", "status.numberReady"),
        number("Up-to-date", "status.updatedNumberScheduled"),
        number("Available", "status.numberAvailable"),
        Column("Node Selector", lambda o, _: cells.pairs(dig(o, "spec.template.spec.nodeSelector", {}))),
        AGE,
        *TEMPLATE,
        SELECTOR,
    ),
    "controllerrevisions.apps": (
        NAME,
        Column(
            "Controller",
            lambda o, _: cells.joined(
                f"{r['kind'].lower()}.apps/{r['name']}"
                for r in dig(o, "metadata.ownerReferences", [])
                if r.get("controller")
            ),
        ),
        number("Revision", "revision"),
        AGE,
    ),
    "jobs.batch": (
        NAME,
        Column("Status", cells.job_status),
        Column("Completions", of_desired("status.succeeded", "spec.completions")),
        Column("Duration", cells.job_duration),
        AGE,
        *TEMPLATE,
        SELECTOR,
    ),
    "cronjobs.batch": (
        NAME,
        text("Schedule", "spec.schedule"),
        text("Timezone", "spec.timeZone", cells.NONE),
        Column("Suspend", at("spec.suspend", False, lambda suspended: str(suspended)), "string"),
        counted("Active", "status.active"),
        Column("Last Schedule", lambda o, now: age(o, now, "status.lastScheduleTime").replace("<unknown>", cells.NONE)),
        AGE,
        *TEMPLATE,
        wide("Selector", at("spec.jobTemplate.spec.selector", cells.NONE)),
    ),
    "horizontalpodautoscalers.autoscaling": (
        NAME,
        Column("Reference", cells.autoscaler_reference),
        Column("Targets", cells.autoscaler_targets),
        Column("MinPods", at("spec.minReplicas", cells.UNSET, str)),
        Column("MaxPods", at("spec.maxReplicas", 0, str)),
        Column("Replicas", at("status.currentReplicas", 0, str)),
        AGE,
    ),
    "poddisruptionbudgets.policy": (
        NAME,
        Column("Min Available", at("spec.minAvailable", "N/A", str)),
        Column("Max Unavailable", at("spec.maxUnavailable", "N/A", str)),
        Column("Allowed Disruptions", at("status.disruptionsAllowed", 0), "integer"),
        AGE,
    ),
    "ingresses.networking.k8s.io": (
        NAME,
        text("Class", "spec.ingressClassName", cells.NONE),
        Column("Hosts", cells.ingress_hosts),
        Column("Address", cells.ingress_address),
        Column("Ports", at("spec.tls", None, lambda tls: "80, 443" if tls else "80")),
        AGE,
    ),
    "ingressclasses.networking.k8s.io": (
        NAME,
        text("Controller", "spec.controller"),
        text("Parameters", "spec.parameters.kind", cells.NONE),
        AGE,
    ),
    "networkpolicies.networking.k8s.io": (
        NAME,
        Column("Pod-Selector", at("spec.podSelector", None, selector_text)),
        AGE,
    ),
    "storageclasses.storage.k8s.io": (
        Column("Name", lambda o, _: o["metadata"]["name"] + (" (default)" if cells.is_default(o) else "")),
        text("Provisioner", "provisioner"),
        text("ReclaimPolicy", "reclaimPolicy"),
        text("VolumeBindingMode", "volumeBindingMode"),
        Column("AllowVolumeExpansion", at("allowVolumeExpansion", False, lambda v: str(v).lower())),
        AGE,
    ),
    "volumeattachments.storage.k8s.io": (
        NAME,
        text("Attacher", "spec.attacher"),
        text("PV", "spec.source.persistentVolumeName"),
        text("Node", "spec.nodeName"),
        Column("Attached", at("status.attached", False), "boolean"),
        AGE,
    ),
    "leases.coordination.k8s.io": (NAME, text("Holder", "spec.holderIdentity"), AGE),
    "endpointslices.discovery.k8s.io": (
        NAME,
        text("AddressType", "addressType"),
        Column("Ports", cells.slice_ports),
        Column("Endpoints", cells.slice_endpoints),
        AGE,
    ),
    "roles.rbac.authorization.k8s.io": (NAME, CREATED),
    "clusterroles.rbac.authorization.k8s.io": (NAME, CREATED),
    "rolebindings.rbac.authorization.k8s.io": BINDING,
    "clusterrolebindings.rbac.authorization.k8s.io": BINDING,
    "priorityclasses.scheduling.k8s.io": (
        NAME,
        number("Value", "value"),
        Column("Global-Default", at("globalDefault", False), "boolean"),
        AGE,
        text("PreemptionPolicy", "preemptionPolicy"),
    ),
    "customresourcedefinitions.apiextensions.k8s.io": (NAME, CREATED),
    "apiservices.apiregistration.k8s.io": (
        NAME,
        Column("Service", cells.api_service_target),
        Column("Available", cells.api_service_available),
        AGE,
    ),
    "validatingwebhookconfigurations.admissionregistration.k8s.io": WEBHOOKS,
    "mutatingwebhookconfigurations.admissionregistration.k8s.io": WEBHOOKS,
    "certificatesigningrequests.certificates.k8s.io": (
        NAME,
        AGE,
        text("SignerName", "spec.signerName"),
        text("Requestor", "spec.username"),
        Column("RequestedDuration", at("spec.expirationSeconds", cells.NONE)),
        Column("Condition", cells.request_condition),
    ),
    "runtimeclasses.node.k8s.io": (NAME, text("Handler", "handler"), AGE),
}
