"""What every cluster has around its applications: the DNS, agents on the nodes, static pods, webhooks."""

from __future__ import annotations

from typing import Any

from tests.clusters.parts import app, bare_pod, controlled_by, namespace, node, running, service
from tests.support.build import Plain, merged, obj

TRAEFIK = obj("IngressClass", "traefik", spec={"controller": "traefik.io/ingress-controller"})
TOLERATES_ALL = {"tolerations": [{"operator": "Exists"}]}

Cluster = list[Plain]


def dns(*on: str, **parts: Any) -> Cluster:
    """CoreDNS, behind the Service that every distribution names so."""
    return dns_of(app("coredns", ns="kube-system", on=on or ("node-1",), serves=False, **parts))


def dns_of(made: Cluster) -> Cluster:
    """The same workload and its pods, with the DNS Service before them."""
    ports = [{"name": p.lower(), "port": 53, "targetPort": 53, "protocol": p} for p in ("UDP", "TCP")]
    pods = [o for o in made if o["kind"] == "Pod"]
    found, endpoints = service(
        "kube-dns", pods, ns="kube-system", selector=made[0]["spec"]["selector"]["matchLabels"], ports=ports
    )
    return [*made, merged(found, {"metadata": {"labels": {"k8s-app": "kube-dns"}}}), endpoints]


def on_one_node(*namespaces: str) -> Cluster:
    """What the plainest cluster has: a node, namespaces, and the DNS."""
    return [node("node-1"), *(part for name in namespaces for part in namespace(name)), *dns()]


def agents(name: str, *on: str, ns: str = "kube-system", **pod: Any) -> Cluster:
    """A DaemonSet of the host's network that tolerates everything: a proxy, a network plugin, an exporter."""
    spec = {"hostNetwork": True, **TOLERATES_ALL, **pod}
    return app(name, *[running()] * len(on), kind="DaemonSet", ns=ns, on=on, pod=spec)


def static_pods(on: str) -> Cluster:
    """The mirrors of the control plane's static pods, owned by their node."""
    mirror = {"annotations": {"kubernetes.io/config.mirror": "abc"}, "labels": {"tier": "control-plane"}}
    return [
        bare_pod(
            f"{name}-{on}",
            on,
            ns="kube-system",
            metadata={**mirror, "ownerReferences": [controlled_by("Node", on)]},
            spec={"hostNetwork": True, **TOLERATES_ALL},
        )
        for name in ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd")
    ]


def webhook(name: str, ns: str, *, service: str = "", policy: str = "Fail") -> Plain:
    """A webhook that judges certificates, and with them nothing that this cluster still has to make."""
    rule = {"apiGroups": ["cert-manager.io"], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["*"]}
    client = {"service": {"namespace": ns, "name": service or name, "path": "/validate"}}
    hook = {"name": f"{name}.example.com", "clientConfig": client, "rules": [rule], "failurePolicy": policy}
    hook |= {"sideEffects": "None", "admissionReviewVersions": ["v1"]}
    return obj("ValidatingWebhookConfiguration", name, webhooks=[hook])
