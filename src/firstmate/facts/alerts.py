"""Firing alerts and the object that each is about: by the alerts that the kubernetes-mixin defines, else by labels.

kube-state-metrics and other exporters leave labels of their own pod on an alert that is about something else, so which
label tells depends on the alert. https://github.com/kubernetes-monitoring/kubernetes-mixin/tree/master/alerts
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from firstmate.facts import Facts
from firstmate.findings import ObjectRef, Severity
from firstmate.snapshot import ALERT_SOURCES
from firstmate.snapshot.objects import Alert, Node

ALWAYS_FIRING = frozenset({"Watchdog", "InfoInhibitor", "DeadMansSwitch"})
"""Alerts that prove the alerting itself, or steer it."""
KIND_OF = {
    "persistentvolumeclaim": "PersistentVolumeClaim",
    "persistentvolume": "PersistentVolume",
    "horizontalpodautoscaler": "HorizontalPodAutoscaler",
    "poddisruptionbudget": "PodDisruptionBudget",
    "resourcequota": "ResourceQuota",
    "job_name": "Job",
    "cronjob": "CronJob",
    "deployment": "Deployment",
    "statefulset": "StatefulSet",
    "daemonset": "DaemonSet",
    "ingress": "Ingress",
    "pod": "Pod",
    "service": "Service",
    "node": "Node",
    "instance": "Node",
    "namespace": "Namespace",
}
"""What a label names, the most telling label first."""
EXPORTER = re.compile(r"kube-state-metrics|exporter|prometheus|cadvisor")
"""Pods and Services that measure others; on an alert they only tell who measured."""
SEVERITIES = {"critical": Severity.CRITICAL, "page": Severity.CRITICAL, "warning": Severity.WARNING}


@dataclass(frozen=True)
class Known:
    """An alert of the mixin: the labels that name its object, the best first (none: the cluster), and what it means."""

    labels: tuple[str, ...]
    meaning: str


@dataclass(frozen=True)
class Firing:
    """One firing alert, who tells of it, its object and what it means."""

    name: str
    source: str
    object: ObjectRef
    severity: Severity
    meaning: str
    alert: Alert


def firing(facts: Facts) -> Iterator[Firing]:
    """Every alert that fires and is neither silenced nor inhibited, the worst once for each name and object."""
    muted = [a.labels for a in _alerts(facts, "alertmanager") if a.state not in ("firing", "pending")]
    heard = [(source, a) for source in ALERT_SOURCES for a in _alerts(facts, source) if not _is_muted(a, muted)]
    told: set[tuple[str, ObjectRef]] = set()
    for source, alert in sorted(heard, key=lambda entry: -severity(entry[1])):
        name, ref = alert.labels.get("alertname", ""), subject(facts, alert)
        if alert.state == "firing" and name not in ALWAYS_FIRING and (name, ref) not in told:
            told.add((name, ref))
            yield Firing(name, source, ref, severity(alert), meaning(alert), alert)


def _alerts(facts: Facts, source: str) -> tuple[Alert, ...]:
    listing = facts.snapshot.alerts.get(source)
    return listing.items if listing else ()


def _is_muted(alert: Alert, muted: Iterable[dict[str, str]]) -> bool:
    """Alertmanager knows the same alert by the same labels, and by those that Prometheus adds on the way."""
    return any(alert.labels.items() <= labels.items() for labels in muted)


def severity(alert: Alert) -> Severity:
    """As its label says; information when it says nothing that is known."""
    return SEVERITIES.get(alert.labels.get("severity", "").lower(), Severity.INFO)


def meaning(alert: Alert) -> str:
    """In our words where the mixin defines it, else its own summary, else its description."""
    known = MIXIN.get(alert.labels.get("alertname", ""))
    told = alert.annotations
    return known.meaning if known else (told.get("summary") or told.get("description") or told.get("message", ""))


def subject(facts: Facts, alert: Alert) -> ObjectRef:
    """The object that the alert is about, if it exists: a pod's workload rather than the pod; else the alert itself."""
    name = alert.labels.get("alertname", "")
    known = MIXIN.get(name)
    if application := _application(facts, alert.labels):
        return application
    for label in known.labels if known else KIND_OF:
        value = alert.labels.get(label, "")
        ref = _object(facts, label, value, alert.labels.get("namespace", "")) if value else None
        if ref and (known or ref.kind not in ("Pod", "Service") or not EXPORTER.search(value)):
            return ref
    return ObjectRef("Alert", "", name)


def _object(facts: Facts, label: str, name: str, namespace: str) -> ObjectRef | None:
    """The object that a label names; None when it is known not to be there."""
    kind = KIND_OF[label]
    if kind == "Node":
        return node_named(facts, name, label)
    place = "" if kind in ("PersistentVolume", "Namespace") else namespace
    if facts.snapshot.of_kind(kind).lacks(place, name):
        return None
    pod = facts.snapshot.pods.get(place, name) if kind == "Pod" else None
    return facts.owner(pod) if pod else ObjectRef(kind, place, name)


def _application(facts: Facts, labels: dict[str, str]) -> ObjectRef | None:
    """Argo CD's metrics call an Application `name`, in a namespace that a scrape may have renamed."""
    for namespace in (labels.get("exported_namespace", ""), labels.get("namespace", "")):
        app = facts.snapshot.applications.get(namespace, labels.get("name", ""))
        if app:
            return ObjectRef.of("Application", app)
    return None


def node_named(facts: Facts, name: str, label: str) -> ObjectRef | None:
    """A node by its name, host name or address; an instance also carries the port that was scraped."""
    host = name.rpartition(":")[0].strip("[]") if label == "instance" and ":" in name else name
    node = next((n for n in facts.snapshot.nodes if host in _names(n)), None)
    return ObjectRef.of("Node", node) if node else None


def _names(node: Node) -> frozenset[str]:
    hostname = node.metadata.labels.get("kubernetes.io/hostname", node.metadata.name)
    return frozenset((node.metadata.name, hostname, *(a.address for a in node.status.addresses)))


_NODE = ("node", "instance")
_POD = ("pod",)
_DEPLOYMENT, _STATEFULSET, _DAEMONSET = ("deployment",), ("statefulset",), ("daemonset",)
_JOB, _CLAIM, _QUOTA = ("job_name",), ("persistentvolumeclaim",), ("resourcequota", "namespace")
_HPA, _PDB = ("horizontalpodautoscaler",), ("poddisruptionbudget",)

MIXIN: dict[str, Known] = {
    # applications
    "KubePodCrashLooping": Known(_POD, "a container keeps crashing"),
    "KubePodNotReady": Known(_POD, "a pod has not been ready for 15 minutes"),
    "KubeContainerWaiting": Known(_POD, "a container has waited to start for an hour"),
    "KubeDeploymentGenerationMismatch": Known(_DEPLOYMENT, "its latest change has not been taken up"),
    "KubeDeploymentReplicasMismatch": Known(_DEPLOYMENT, "it has had fewer pods than wanted for 15 minutes"),
    "KubeDeploymentRolloutStuck": Known(_DEPLOYMENT, "its rollout does not go on"),
    "KubeStatefulSetReplicasMismatch": Known(_STATEFULSET, "it has had fewer pods than wanted for 15 minutes"),
    "KubeStatefulSetGenerationMismatch": Known(_STATEFULSET, "its latest change has not been taken up"),
    "KubeStatefulSetUpdateNotRolledOut": Known(_STATEFULSET, "its update has not reached every pod"),
    "KubeDaemonSetRolloutStuck": Known(_DAEMONSET, "its rollout does not go on"),
    "KubeDaemonSetNotScheduled": Known(_DAEMONSET, "it has no pod on some nodes"),
    "KubeDaemonSetMisScheduled": Known(_DAEMONSET, "it has pods on nodes where they do not belong"),
    "KubeJobNotCompleted": Known(_JOB, "it has run for longer than it should"),
    "KubeJobFailed": Known(_JOB, "it has failed"),
    "KubeHpaReplicasMismatch": Known(_HPA, "it has not reached the number of pods that it wants"),
    "KubeHpaMaxedOut": Known(_HPA, "it has been at its maximum for 15 minutes"),
    "KubePdbNotEnoughHealthyPods": Known(_PDB, "fewer pods are healthy than it demands"),
    # resources
    "KubeCPUOvercommit": Known((), "pods request more CPU than is left when a node fails"),
    "KubeMemoryOvercommit": Known((), "pods request more memory than is left when a node fails"),
    "KubeCPUQuotaOvercommit": Known((), "quotas promise more CPU than there is"),
    "KubeMemoryQuotaOvercommit": Known((), "quotas promise more memory than there is"),
    "KubeQuotaAlmostFull": Known(_QUOTA, "more than nine tenths of a quota are used"),
    "KubeQuotaFullyUsed": Known(_QUOTA, "a quota is used up"),
    "KubeQuotaExceeded": Known(_QUOTA, "more is used than a quota allows"),
    "CPUThrottlingHigh": Known(_POD, "a container is held back by its CPU limit"),
    # storage
    "KubePersistentVolumeFillingUp": Known(_CLAIM, "its volume is filling up"),
    "KubePersistentVolumeInodesFillingUp": Known(_CLAIM, "its volume is running out of inodes"),
    "KubePersistentVolumeErrors": Known(("persistentvolume",), "it is failed or pending"),
    # nodes and their kubelets
    "KubeNodeNotReady": Known(_NODE, "it has not been ready for 15 minutes"),
    "KubeNodeUnreachable": Known(_NODE, "it cannot be reached, and its pods may be moved"),
    "KubeNodePressure": Known(_NODE, "it runs short of memory, disk or process ids"),
    "KubeNodeReadinessFlapping": Known(_NODE, "its readiness comes and goes"),
    "KubeNodeEviction": Known(_NODE, "it evicts pods"),
    "KubeletTooManyPods": Known(_NODE, "it runs nearly as many pods as it may"),
    "KubeletPlegDurationHigh": Known(_NODE, "its kubelet takes too long to look through its pods"),
    "KubeletPodStartUpLatencyHigh": Known(_NODE, "its kubelet takes too long to start pods"),
    "KubeletClientCertificateExpiration": Known(_NODE, "its kubelet's client certificate runs out soon"),
    "KubeletServerCertificateExpiration": Known(_NODE, "its kubelet's server certificate runs out soon"),
    "KubeletClientCertificateRenewalErrors": Known(_NODE, "its kubelet cannot renew its client certificate"),
    "KubeletServerCertificateRenewalErrors": Known(_NODE, "its kubelet cannot renew its server certificate"),
    "KubeletDown": Known(_NODE, "Prometheus has lost sight of kubelets"),
    # the control plane
    "KubeVersionMismatch": Known((), "components of different versions run"),
    "KubeClientErrors": Known(_NODE, "a client of the API server meets errors"),
    "KubeAPIErrorBudgetBurn": Known((), "the API server answers too slowly or with errors"),
    "KubeClientCertificateExpiration": Known((), "a client's certificate for the API server runs out soon"),
    "KubeAggregatedAPIErrors": Known((), "an aggregated API has reported errors"),
    "KubeAggregatedAPIDown": Known((), "an aggregated API is down"),
    "KubeAPITerminatedRequests": Known((), "the API server turns away requests"),
    "KubeAPIDown": Known((), "Prometheus has lost sight of the API server"),
    "KubeSchedulerDown": Known((), "Prometheus has lost sight of the scheduler"),
    "KubeControllerManagerDown": Known((), "Prometheus has lost sight of the controller manager"),
    "KubeProxyDown": Known((), "Prometheus has lost sight of kube-proxy"),
}
"""Every alert of the kubernetes-mixin as of 2026, those of older releases included."""
