"""What the API server fills in where a manifest says nothing, as pkg/apis/*/v1/defaults.go does."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Collection
from typing import Any

from firstmate.facts.quantity import parse
from firstmate.practice.objects import Object, clone, dig, name_of, namespace_of

PROBE = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}
PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
SERVICE_NETWORK = "10.96"
CLAIM_PROTECTION = "kubernetes.io/pvc-protection"
PROJECTED = {
    "secret": "defaultMode",
    "configMap": "defaultMode",
    "projected": "defaultMode",
    "downwardAPI": "defaultMode",
}


def with_defaults(key: str, obj: Object) -> Object:
    """A copy of the object with its kind's defaults filled in."""
    made = clone(obj)
    made.setdefault("metadata", {})
    fill = DEFAULTS.get(key)
    if fill:
        fill(made)
    return made


def with_cluster_ip(service: Object, taken: Collection[str]) -> Object:
    """The Service with an address of the service network, the same for the same name."""
    spec = service["spec"]
    if spec.get("type") == "ExternalName" or spec.get("clusterIP"):
        addresses = [spec["clusterIP"]] if spec.get("clusterIP") else None
    else:
        addresses = [next(address for address in _addresses(service) if address not in taken)]
    if not addresses:
        return service
    family = {
        "clusterIP": addresses[0],
        "clusterIPs": addresses,
        "ipFamilies": ["IPv4"],
        "ipFamilyPolicy": "SingleStack",
    }
    return {**service, "spec": {**spec, **family}}


def with_job_selector(job: Object) -> Object:
    """The Job with the selector and labels by which it knows its pods."""
    if dig(job, "spec.selector"):
        return job
    uid, name = job["metadata"]["uid"], name_of(job)
    marks = {"controller-uid": uid, "job-name": name}
    marks |= {f"batch.kubernetes.io/{mark}": value for mark, value in marks.items()}
    made = clone(job)
    labels = made["spec"]["template"]["metadata"].setdefault("labels", {})
    labels |= marks
    made["spec"]["selector"] = {"matchLabels": {"batch.kubernetes.io/controller-uid": uid}}
    made["metadata"].setdefault("labels", dict(labels))
    return made


def _addresses(service: Object) -> list[str]:
    digest = hashlib.sha256(f"{namespace_of(service)}/{name_of(service)}".encode()).digest()
    return [f"{SERVICE_NETWORK}.{digest[i] % 250}.{digest[i + 1] % 250 + 2}" for i in range(30)]


def _set(values: Object, **defaults: Any) -> None:
    for name, value in defaults.items():
        values.setdefault(name, value)


# ---- pods ----------------------------------------------------------------------------------------------------------


def pod_spec(spec: Object, restart: str = "Always") -> None:
    """Fill in a pod's spec, or a template's."""
    _set(
        spec,
        restartPolicy=restart,
        terminationGracePeriodSeconds=30,
        dnsPolicy="ClusterFirst",
        securityContext={},
        schedulerName="default-scheduler",
    )
    if spec.get("serviceAccountName"):
        spec.setdefault("serviceAccount", spec["serviceAccountName"])
    for container in [*spec.get("containers", []), *spec.get("initContainers", [])]:
        _container(container)
    for volume in spec.get("volumes", []):
        _volume(volume)


def _container(container: Object) -> None:
    _set(
        container,
        resources={},
        terminationMessagePath="/dev/termination-log",
        terminationMessagePolicy="File",
        imagePullPolicy=_pull_policy(container.get("image", "")),
    )
    for port in container.get("ports", []):
        port.setdefault("protocol", "TCP")
    for probe in PROBES:
        if probe in container:
            _probe(container[probe])
    for variable in container.get("env", []):
        if "fieldRef" in variable.get("valueFrom", {}):
            variable["valueFrom"]["fieldRef"].setdefault("apiVersion", "v1")


def _probe(probe: Object) -> None:
    _set(probe, **PROBE)
    if "httpGet" in probe:
        _set(probe["httpGet"], path="/", scheme="HTTP")


def _requests_from_limits(resources: Object) -> None:
    for name, amount in resources.get("limits", {}).items():
        resources.setdefault("requests", {}).setdefault(name, amount)


def _pull_policy(image: str) -> str:
    tag = image.rpartition("/")[2].partition(":")[2]
    return "Always" if tag in ("", "latest") and "@" not in image else "IfNotPresent"


def _volume(volume: Object) -> None:
    for source, field in PROJECTED.items():
        if source in volume:
            volume[source].setdefault(field, 420)
    if "hostPath" in volume:
        volume["hostPath"].setdefault("type", "")
    if len(volume) == 1:
        volume["emptyDir"] = {}


def _pod(pod: Object) -> None:
    spec = pod.setdefault("spec", {})
    pod_spec(spec)
    for container in [*spec.get("containers", []), *spec.get("initContainers", [])]:
        _requests_from_limits(container["resources"])
    _set(
        spec, enableServiceLinks=True, serviceAccountName="default", priority=0, preemptionPolicy="PreemptLowerPriority"
    )
    spec.setdefault("serviceAccount", spec["serviceAccountName"])
    status = pod.setdefault("status", {})
    _set(status, phase="Pending", qosClass=_qos(spec))
    if status.get("podIP"):
        status.setdefault("podIPs", [{"ip": status["podIP"]}])
    spec.setdefault("tolerations", [])
    for key in ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"):
        if not any(t.get("key") in (key, None) and t.get("effect") in ("NoExecute", None) for t in spec["tolerations"]):
            toleration = {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
            spec["tolerations"].append(toleration)


def _qos(spec: Object) -> str:
    amounts = [container.get("resources", {}) for container in spec.get("containers", [])]
    if not any(a.get("requests") or a.get("limits") for a in amounts):
        return "BestEffort"
    guaranteed = all(
        {"cpu", "memory"} <= set(a.get("limits", {}))
        and all(parse(a["requests"].get(name, 0)) == parse(value) for name, value in a["limits"].items())
        for a in amounts
    )
    return "Guaranteed" if guaranteed else "Burstable"


# ---- controllers ---------------------------------------------------------------------------------------------------


def _template(spec: Object, restart: str = "Always") -> None:
    template = spec.setdefault("template", {})
    template.setdefault("metadata", {}).setdefault("creationTimestamp", None)
    pod_spec(template.setdefault("spec", {}), restart)


def _deployment(deployment: Object) -> None:
    spec = deployment.setdefault("spec", {})
    _set(spec, replicas=1, revisionHistoryLimit=10, progressDeadlineSeconds=600)
    strategy = spec.setdefault("strategy", {})
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        _set(strategy.setdefault("rollingUpdate", {}), maxUnavailable="25%", maxSurge="25%")
    _template(spec)


def _replicaset(replicaset: Object) -> None:
    spec = replicaset.setdefault("spec", {})
    spec.setdefault("replicas", 1)
    _template(spec)


def _statefulset(statefulset: Object) -> None:
    spec = statefulset.setdefault("spec", {})
    _set(spec, replicas=1, podManagementPolicy="OrderedReady", revisionHistoryLimit=10)
    strategy = spec.setdefault("updateStrategy", {})
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        strategy.setdefault("rollingUpdate", {}).setdefault("partition", 0)
    for claim in spec.get("volumeClaimTemplates", []):
        _set(claim, apiVersion="v1", kind="PersistentVolumeClaim", status={"phase": "Pending"})
        claim["spec"].setdefault("volumeMode", "Filesystem")
    _template(spec)


def _daemonset(daemonset: Object) -> None:
    spec = daemonset.setdefault("spec", {})
    spec.setdefault("revisionHistoryLimit", 10)
    strategy = spec.setdefault("updateStrategy", {})
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        _set(strategy.setdefault("rollingUpdate", {}), maxUnavailable=1, maxSurge=0)
    _template(spec)


def _job(job: Object) -> None:
    _job_spec(job.setdefault("spec", {}))


def _job_spec(spec: Object) -> None:
    _set(spec, completions=1, parallelism=1, backoffLimit=6, completionMode="NonIndexed", suspend=False)
    _template(spec, dig(spec, "template.spec.restartPolicy", "Never"))


def _cronjob(cronjob: Object) -> None:
    spec = cronjob.setdefault("spec", {})
    _set(spec, concurrencyPolicy="Allow", suspend=False, successfulJobsHistoryLimit=3, failedJobsHistoryLimit=1)
    template = spec.setdefault("jobTemplate", {}).setdefault("spec", {}).setdefault("template", {})
    template.setdefault("metadata", {}).setdefault("creationTimestamp", None)
    pod_spec(template.setdefault("spec", {}), "OnFailure")


# ---- the rest ------------------------------------------------------------------------------------------------------


def _service(service: Object) -> None:
    spec = service.setdefault("spec", {})
    _set(spec, type="ClusterIP", sessionAffinity="None")
    if spec["type"] != "ExternalName":
        spec.setdefault("internalTrafficPolicy", "Cluster")
    if spec["type"] in ("NodePort", "LoadBalancer"):
        spec.setdefault("externalTrafficPolicy", "Cluster")
    for number, port in enumerate(spec.get("ports", [])):
        _set(port, protocol="TCP", targetPort=port.get("port"))
        if spec["type"] in ("NodePort", "LoadBalancer"):
            digest = hashlib.sha256(f"{namespace_of(service)}/{name_of(service)}/{number}".encode()).digest()
            port.setdefault("nodePort", 30000 + int.from_bytes(digest[:2]) % 2768)
    service.setdefault("status", {}).setdefault("loadBalancer", {})


def _claim(claim: Object) -> None:
    claim.setdefault("spec", {}).setdefault("volumeMode", "Filesystem")
    claim.setdefault("status", {}).setdefault("phase", "Pending")
    claim["metadata"].setdefault("finalizers", [CLAIM_PROTECTION])


def _volume_object(volume: Object) -> None:
    _set(volume.setdefault("spec", {}), volumeMode="Filesystem", persistentVolumeReclaimPolicy="Retain")
    volume.setdefault("status", {}).setdefault("phase", "Pending")


def _namespace(namespace: Object) -> None:
    namespace.setdefault("spec", {}).setdefault("finalizers", ["kubernetes"])
    namespace.setdefault("status", {}).setdefault("phase", "Active")
    namespace["metadata"].setdefault("labels", {})["kubernetes.io/metadata.name"] = name_of(namespace)


def _secret(secret: Object) -> None:
    """Plain values are only written: they are kept, and read, encoded."""
    secret.setdefault("type", "Opaque")
    for name, text in (secret.pop("stringData", None) or {}).items():
        secret.setdefault("data", {})[name] = base64.b64encode(text.encode()).decode()


def _class(storage_class: Object) -> None:
    _set(storage_class, reclaimPolicy="Delete", volumeBindingMode="Immediate")


def _autoscaler(autoscaler: Object) -> None:
    autoscaler.setdefault("spec", {}).setdefault("minReplicas", 1)


def _budget(budget: Object) -> None:
    _set(budget.setdefault("status", {}), currentHealthy=0, desiredHealthy=0, disruptionsAllowed=0, expectedPods=0)


def _network_policy(policy: Object) -> None:
    spec = policy.setdefault("spec", {})
    spec.setdefault("policyTypes", ["Ingress", *(["Egress"] if spec.get("egress") is not None else [])])
    for rule in [*spec.get("ingress", []), *spec.get("egress", [])]:
        for port in rule.get("ports", []):
            port.setdefault("protocol", "TCP")


DEFAULTS: dict[str, Callable[[Object], None]] = {
    "pods": _pod,
    "services": _service,
    "secrets": _secret,
    "namespaces": _namespace,
    "persistentvolumeclaims": _claim,
    "persistentvolumes": _volume_object,
    "deployments.apps": _deployment,
    "replicasets.apps": _replicaset,
    "statefulsets.apps": _statefulset,
    "daemonsets.apps": _daemonset,
    "jobs.batch": _job,
    "cronjobs.batch": _cronjob,
    "horizontalpodautoscalers.autoscaling": _autoscaler,
    "storageclasses.storage.k8s.io": _class,
    "networkpolicies.networking.k8s.io": _network_policy,
    "poddisruptionbudgets.policy": _budget,
}
