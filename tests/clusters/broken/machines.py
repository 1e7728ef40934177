"""Nodes, and what stands beside Kubernetes itself: Argo CD, certificates, aggregated APIs, operators."""

from __future__ import annotations

from tests.clusters.broken import caused_by, shop
from tests.clusters.parts import (
    app,
    bare_pod,
    conditions,
    creating,
    custom,
    definition,
    ingress,
    namespace,
    node,
    node_condition,
    running,
    told,
)
from tests.support.build import Plain, merged, obj
from tests.support.gitops import application, failed

CRD = definition("argoproj.io", "v1alpha1", "Application")


def with_second(sick: Plain) -> list[Plain]:
    """The three nodes, the second of which is sick."""
    return [node("node-1"), sick, node("node-3")]


@caused_by("node-not-ready Node//node-2")
def machine_that_is_off() -> list[Plain]:
    """Its pods look as they did when it was last heard of, but for their readiness."""
    off = [node("node-2")]
    for kind in ("MemoryPressure", "DiskPressure", "PIDPressure", "Ready"):
        off = [node_condition(off[0], kind, "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.")]
    away = running(ready=False)
    return shop(
        *app("web", away, on=("node-2",)),
        *app("db", away, kind="StatefulSet", on=("node-2",)),
        ingress("web"),
        nodes=with_second(off[0]),
    )


@caused_by("node-disk-pressure Node//node-2")
def disk_that_is_full() -> list[Plain]:
    full = node_condition(node("node-2"), "DiskPressure", "True", "KubeletHasDiskPressure", "kubelet has disk pressure")
    web = app("web", running(), on=("node-3",))
    gone = merged(web[2], {"metadata": {"name": "web-5d8c7b9f4-gone0"}, "spec": {"nodeName": "node-2"}})
    words = "The node was low on resource: ephemeral-storage."
    gone["status"] = {"phase": "Failed", "reason": "Evicted", "message": words}
    return shop(*web, *told([gone], "Evicted", words), nodes=with_second(full))


@caused_by("node-network-unavailable Node//node-2")
def node_without_a_network_plugin() -> list[Plain]:
    words = (
        "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady "
        "message:Network plugin returns error: cni plugin not initialized"
    )
    bare = node_condition(node("node-2"), "Ready", "False", "KubeletNotReady", words)
    return shop(*app("web", creating(), on=("node-2",)), nodes=with_second(bare))


@caused_by("container-runtime-down Node//node-2")
def runtime_that_hangs() -> list[Plain]:
    words = "PLEG is not healthy: pleg was last seen active 11m3s ago; threshold is 3m0s"
    hung = node_condition(node("node-2"), "Ready", "False", "KubeletNotReady", words)
    return shop(*app("web", running(ready=False), on=("node-2",)), nodes=with_second(hung))


@caused_by("application-sync-failed Application/argocd/shop")
def sync_that_the_api_server_refuses() -> list[Plain]:
    words = (
        'one or more objects failed to apply, reason: Deployment.apps "web" is invalid: spec.selector: '
        "Invalid value: field is immutable"
    )
    return shop(CRD, *namespace("argocd"), failed(words), *app("web"))


@caused_by("application-repo-unreachable Application/argocd/shop")
def forge_that_does_not_answer() -> list[Plain]:
    words = (
        "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = "
        "Unknown desc = failed to list refs: dial tcp 192.168.1.5:3000: connect: no route to host"
    )
    return shop(
        CRD, *namespace("argocd"), application(sync="Unknown", conditions=(("ComparisonError", words),)), *app("web")
    )


@caused_by("namespace-stuck-terminating Namespace//old")
def namespace_that_does_not_go() -> list[Plain]:
    words = "Some resources are remaining: databases.example.com has 1 resource instances"
    stuck = {"type": "NamespaceContentRemaining", "status": "True", "reason": "SomeResourcesRemain", "message": words}
    old = obj("Namespace", "old", metadata={"deletionTimestamp": "now"}, status={"conditions": [stuck]})
    return shop(old)


@caused_by("api-service-unavailable APIService//v1beta1.metrics.k8s.io")
def metrics_api_without_a_server() -> list[Plain]:
    to = {"namespace": "kube-system", "name": "metrics-server", "port": 443}
    spec = {
        "group": "metrics.k8s.io",
        "version": "v1beta1",
        "groupPriorityMinimum": 100,
        "versionPriority": 100,
        "service": to,
    }
    api = obj("APIService", "v1beta1.metrics.k8s.io", spec={**spec, "insecureSkipTLSVerify": True})
    return shop(api, *app("web"))


@caused_by("certificate-not-ready Certificate/shop/web")
def certificate_that_is_not_issued() -> list[Plain]:
    status = {
        "conditions": [
            {
                "type": "Ready",
                "status": "False",
                "reason": "DoesNotExist",
                "message": "Issuing certificate as Secret does not exist",
                "lastTransitionTime": "2026-03-01T11:00:00Z",
            }
        ]
    }
    spec = {"secretName": "web-tls", "dnsNames": ["web.example"], "issuerRef": {"name": "letsencrypt"}}
    return shop(
        definition("cert-manager.io", "v1", "Certificate"),
        obj("Certificate", "web", spec=spec, status=status),
        *app("web"),
        ingress("web", tls=[{"hosts": ["web.example"], "secretName": "web-tls"}]),
    )


@caused_by("custom-resource-degraded Cluster/shop/postgres")
def operator_that_gives_up() -> list[Plain]:
    postgres = custom(
        "postgresql.cnpg.io/v1", "Cluster", "postgres", status={**conditions(Ready="False"), "phase": "Failed"}
    )
    return shop(definition("postgresql.cnpg.io", "v1", "Cluster"), postgres, *app("web"))


@caused_by("pod-stuck-terminating Pod/shop/debug")
def pod_that_does_not_end() -> list[Plain]:
    keeps = {"deletionTimestamp": "now", "finalizers": ["example.com/keep"]}
    return shop(*app("web"), bare_pod("debug", "node-1", metadata=keeps))
