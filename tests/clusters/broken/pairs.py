"""Clusters with two causes that have nothing to do with each other: both are named, before anything else."""

from __future__ import annotations

from tests.clusters.broken import caused_by, shop
from tests.clusters.broken.controllers import autoscaler, budget, refused
from tests.clusters.broken.machines import CRD, with_second
from tests.clusters.broken.starting import WEB
from tests.clusters.parts import (
    app,
    claim,
    crashed,
    ended,
    env,
    ingress,
    job,
    mounting,
    namespace,
    node,
    node_condition,
    running,
    service,
    told,
    unplaced,
    volume,
    waiting,
)
from tests.support.build import Plain, obj
from tests.support.gitops import failed

API = "Deployment/shop/api"
SILENT = "Kubelet stopped posting node status."
PULLED = (
    'Failed to pull image "registry.example/api:1.4.2": rpc error: code = Unknown desc = failed to resolve reference: '
)


def no_pull(message: str) -> list[Plain]:
    """The shop's API, whose image cannot be pulled."""
    return told(app("api", waiting("ErrImagePull", PULLED + message)), "Failed", PULLED + message)


def sick(kind: str, status: str, reason: str, message: str) -> list[Plain]:
    return with_second(node_condition(node("node-2"), kind, status, reason, message))


@caused_by("node-not-ready Node//node-2", f"image-not-found {API}")
def machine_off_and_tag_missing() -> list[Plain]:
    off = sick("Ready", "Unknown", "NodeStatusUnknown", SILENT)
    return shop(
        *app("web", running(ready=False), on=("node-2",)), *no_pull("registry.example/api:1.4.2: not found"), nodes=off
    )


@caused_by(f"image-rate-limit {API}", "oom-killed StatefulSet/shop/db")
def rate_limit_and_memory() -> list[Plain]:
    db = app("db", crashed(137, "OOMKilled"), kind="StatefulSet")
    return shop(
        *no_pull(
            "unexpected status code 429 Too Many Requests: toomanyrequests: You have reached your pull rate limit."
        ),
        *db,
    )


@caused_by(f"image-registry-unreachable {API}", "service-selects-nothing Service/shop/web")
def registry_off_and_selector_wrong() -> list[Plain]:
    refused = (
        'failed to do request: Head "https://registry.example/v2/": dial tcp 192.168.1.5:443: connect: '
        "connection refused"
    )
    web = app("web", serves=False)
    return shop(*no_pull(refused), *web, *service("web", selector={"app.kubernetes.io/name": "webb"}))


@caused_by(f"image-name-invalid {API}", f"missing-secret {WEB}")
def capital_letters_and_no_secret() -> list[Plain]:
    words = (
        'Failed to apply default image tag "registry.example/API": couldn\'t parse image reference '
        '"registry.example/API": invalid reference format: repository name must be lowercase'
    )
    key = [{"name": "KEY", "valueFrom": {"secretKeyRef": {"name": "keys", "key": "api"}}}]
    web = app("web", waiting("CreateContainerConfigError", 'secret "keys" not found'), env=key)
    return shop(*app("api", waiting("InvalidImageName", words), image="registry.example/API"), *web)


@caused_by(f"unschedulable-cpu {API}", "claim-capacity PersistentVolumeClaim/shop/data")
def no_room_and_no_disk() -> list[Plain]:
    words = "0/3 nodes are available: 3 Insufficient cpu."
    api = app("api", unplaced(words), resources={"requests": {"cpu": "16"}})
    unbound = "0/3 nodes are available: 3 pod has unbound immediate PersistentVolumeClaims."
    asked = claim("data", "Pending", storageClassName="", resources={"requests": {"storage": "100Gi"}})
    db = told(app("db", unplaced(unbound), kind="StatefulSet", pod=mounting()), "FailedScheduling", unbound)
    return shop(*told(api, "FailedScheduling", words), asked, volume("disk", storageClassName=""), *db)


@caused_by(f"startup-probe-failing {API}", "quota-memory ResourceQuota/shop/room")
def slow_start_and_memory_quota() -> list[Plain]:
    probe = {"httpGet": {"path": "/", "port": 8080}, "periodSeconds": 2, "failureThreshold": 3}
    state = running(ready=False, restarts=5, since="2026-03-01T11:59:50Z", last=ended(137))
    state.container["started"] = False
    api = app("api", state, startupProbe=probe)
    hard, used = {"requests.memory": "128Mi"}, {"requests.memory": "128Mi"}
    quota = obj("ResourceQuota", "room", spec={"hard": hard}, status={"hard": hard, "used": used})
    words = (
        'Error creating: pods "web-5d8c7b9f4-x7x2z" is forbidden: exceeded quota: room, requested: '
        "requests.memory=64Mi, used: requests.memory=128Mi, limited: requests.memory=128Mi"
    )
    failing = 'Startup probe failed: Get "http://10.1.0.1:8080/": dial tcp 10.1.0.1:8080: connect: connection refused'
    return shop(*told(api, "Unhealthy", failing, count=15), *refused(words, running(), replicas=2), quota)


@caused_by(f"readiness-probe-wrong-port {API}", "pdb-blocks-drains PodDisruptionBudget/shop/web")
def probe_of_another_port_and_budget() -> list[Plain]:
    api = app("api", running(ready=False), readinessProbe={"tcpSocket": {"port": 9090}})
    words = "Readiness probe failed: dial tcp 10.1.0.1:9090: connect: connection refused"
    return shop(*told(api, "Unhealthy", words, count=60), *app("web"), budget("web"))


@caused_by("job-failed Job/shop/migrate", "ingress-tls-secret-missing Ingress/shop/web")
def migration_failed_and_no_certificate() -> list[Plain]:
    secured = ingress("web", tls=[{"hosts": ["web.example"], "secretName": "web-tls"}])
    return shop(job("migrate", failed="DeadlineExceeded", at="2026-03-01T11:30:00Z"), *app("web"), secured)


@caused_by("hpa-target-missing HorizontalPodAutoscaler/shop/front", f"liveness-probe-too-impatient {API}")
def nobody_to_scale_and_no_patience() -> list[Plain]:
    words = 'the HPA controller was unable to get the target\'s current scale: deployments.apps "front" not found'
    probe = {
        "httpGet": {"path": "/", "port": 8080},
        "initialDelaySeconds": 1,
        "periodSeconds": 2,
        "failureThreshold": 1,
    }
    api = app(
        "api", running(ready=False, restarts=9, since="2026-03-01T11:59:55Z", last=ended(137)), livenessProbe=probe
    )
    failing = 'Liveness probe failed: Get "http://10.1.0.1:8080/": dial tcp 10.1.0.1:8080: connect: connection refused'
    return shop(
        autoscaler("front", AbleToScale=("False", "FailedGetScale", words)), *told(api, "Unhealthy", failing, count=9)
    )


@caused_by("node-memory-pressure Node//node-2", f"env-wrong-address {WEB}")
def memory_pressure_and_a_slip_in_an_address() -> list[Plain]:
    short = sick("MemoryPressure", "True", "KubeletHasInsufficientMemory", "kubelet has insufficient memory available")
    web = app("web", crashed(1), env=env(CATALOG_URL="http://catalogue"))
    return shop(*app("catalog"), *web, nodes=short)


@caused_by("application-crd-missing Application/argocd/shop", f"unschedulable-topology-spread {API}")
def definition_missing_and_uneven() -> list[Plain]:
    unknown = (
        "one or more synchronization tasks are not valid: the server could not find the requested resource: "
        'no matches for kind "ServiceMonitor" in version "monitoring.coreos.com/v1"'
    )
    words = "0/3 nodes are available: 3 node(s) didn't match pod topology spread constraints (missing required label)."
    labels = {"matchLabels": {"app.kubernetes.io/name": "api"}}
    spread = [{"maxSkew": 1, "topologyKey": "rack", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": labels}]
    api = app("api", unplaced(words), pod={"topologySpreadConstraints": spread})
    return shop(CRD, *namespace("argocd"), failed(unknown), *told(api, "FailedScheduling", words))


@caused_by(f"missing-configmap {API}", "ingress-without-class Ingress/shop/web")
def no_settings_and_no_class() -> list[Plain]:
    settings = [{"configMapRef": {"name": "api"}}]
    bare = ingress("web")
    del bare["spec"]["ingressClassName"]
    api = app("api", waiting("CreateContainerConfigError", 'configmap "api" not found'), envFrom=settings)
    return shop(*api, *app("web"), {**bare, "status": {}})
