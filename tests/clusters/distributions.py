"""Healthy clusters of many distributions, with the defaults of each that a hasty rule takes for a fault."""

from __future__ import annotations

from tests.clusters.parts import (
    State,
    app,
    bare_pod,
    custom,
    definition,
    env,
    ingress,
    job,
    mounting,
    namespace,
    node,
    running,
    service,
    storage,
    storage_class,
    taint,
)
from tests.clusters.surroundings import TOLERATES_ALL, TRAEFIK, Cluster, agents, dns, static_pods
from tests.support.build import merged

CONTROL_PLANE = taint("node-role.kubernetes.io/control-plane")
MASTER = {"node-role.kubernetes.io/control-plane": "", "node-role.kubernetes.io/master": ""}


def k3s_single() -> Cluster:
    """k3s on one machine: no cloud, one replica of everything, the load balancer's pods, Helm's jobs that are done."""
    completed = {"ready": False, "restartCount": 1, "state": {"terminated": {"exitCode": 0, "reason": "Completed"}}}
    helm = bare_pod("helm-install-traefik", "node-1", State("Succeeded", completed), ns="kube-system")
    traefik = app("traefik", ns="kube-system", serves=False)
    front, addresses = service("traefik", traefik[2:], ns="kube-system", type="LoadBalancer")
    front = merged(front, {"status": {"loadBalancer": {"ingress": [{"ip": "192.168.1.10"}]}}})
    return [
        node("node-1", labels=MASTER, version="v1.20.2+k3s1"),
        *namespace("shop"),
        *dns(),
        *traefik,
        front,
        addresses,
        *app("svclb-traefik", kind="DaemonSet", ns="kube-system"),
        *app("local-path-provisioner", ns="kube-system", serves=False),
        storage_class(),
        TRAEFIK,
        job("helm-install-traefik", ns="kube-system"),
        helm,
        *storage(),
        *app("db", kind="StatefulSet", pod=mounting()),
        *app("web", env=env(DB_HOST="db", DB_PORT="80")),
        ingress("web"),
    ]


def k0s_pis() -> Cluster:
    """k0s on three Raspberry Pis: its controller is no node, konnectivity and kube-router run on the host's network."""
    nodes = ("node-1", "node-2", "node-3")
    return [
        *(node(name, version="v1.20.2+k0s") for name in nodes),
        *namespace("shop"),
        *dns("node-1", "node-2"),
        *agents("konnectivity-agent", *nodes),
        *agents("kube-router", *nodes),
        *agents("kube-proxy", *nodes),
        *app("metrics-server", ns="kube-system"),
        *app("web", running(), running(), on=nodes),
    ]


def talos() -> Cluster:
    """Talos: three tainted control planes of one label, two workers, flannel, mirrors of static pods."""
    planes = [f"cp-{n}" for n in (1, 2, 3)]
    nodes = (*planes, "worker-1", "worker-2")
    return [
        *(node(name, arch="amd64", labels=MASTER, taints=[CONTROL_PLANE]) for name in planes),
        *(node(name, arch="amd64") for name in ("worker-1", "worker-2")),
        *namespace("shop"),
        *dns("cp-1", "cp-2", pod=TOLERATES_ALL),
        *agents("kube-flannel", *nodes),
        *agents("kube-proxy", *nodes),
        *(pod for name in planes for pod in static_pods(name)),
        *app("web", running(), running(), on=("worker-1", "worker-2")),
        *app("api", on=("worker-2",)),
    ]


def kubeadm() -> Cluster:
    """kubeadm with Calico: its own resources without any status, and a control plane that somebody cordoned."""
    nodes = ("cp-1", "node-1")
    off = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}
    plane = node("cp-1", labels=MASTER, taints=[CONTROL_PLANE, off], spec={"unschedulable": True})
    return [
        plane,
        node("node-1"),
        *namespace("shop"),
        *dns(),
        *agents("calico-node", *nodes),
        *agents("kube-proxy", *nodes),
        *static_pods("cp-1"),
        *app("calico-kube-controllers", ns="kube-system", serves=False),
        definition("crd.projectcalico.org", "v1", "IPPool", namespaced=False),
        custom("crd.projectcalico.org/v1", "IPPool", "default-ipv4-ippool", ns="", spec={"cidr": "10.1.0.0/16"}),
        *app("web"),
    ]


def single_pi() -> Cluster:
    """One Raspberry Pi that is control plane and worker, without a taint; databases with one replica and a budget."""
    return [
        node("pi", labels=MASTER, cpu="4", memory="4Gi"),
        *namespace("home"),
        *dns("pi"),
        *static_pods("pi"),
        *app("homeassistant", ns="home", on=("pi",), pod={"hostNetwork": True, "dnsPolicy": "ClusterFirstWithHostNet"}),
        *app("mosquitto", kind="StatefulSet", ns="home", on=("pi",)),
        *app("zigbee", ns="home", on=("pi",), env=env(MQTT_SERVER="mqtt://mosquitto:80")),
    ]


def small_worker() -> Cluster:
    """A worker of 1 GB with a taint, on which only what tolerates it runs."""
    small = {"key": "memory", "operator": "Equal", "value": "small", "effect": "NoSchedule"}
    return [
        node("node-1"),
        node("node-small", memory="900Mi", cpu="4", taints=[taint("memory", value="small")]),
        *namespace("shop"),
        *dns(),
        *agents("kube-proxy", "node-1", "node-small"),
        *app("web"),
        *app("big", resources={"requests": {"memory": "2Gi"}, "limits": {"memory": "4Gi"}}),
        *app(
            "adblock", on=("node-small",), pod={"tolerations": [small], "nodeSelector": {"kubernetes.io/arch": "arm64"}}
        ),
    ]


def mixed_architectures() -> Cluster:
    """MicroK8s on an amd64 mini PC and an arm64 board with a GPU plugin; one application is told to keep to amd64."""
    amd64 = {"nodeSelector": {"kubernetes.io/arch": "amd64"}}
    return [
        node("mini", arch="amd64", memory="32Gi", cpu="12", labels={"microk8s.io/cluster": "true"}),
        node("board", labels={"microk8s.io/cluster": "true"}),
        *namespace("shop"),
        *dns("mini"),
        *agents("calico-node", "mini", "board"),
        *app("transcoder", on=("mini",), pod=amd64),
        *app("web", running(), running(), on=("mini", "board")),
    ]


DISTRIBUTIONS = (
    k3s_single,
    k0s_pis,
    talos,
    kubeadm,
    single_pi,
    small_worker,
    mixed_architectures,
)
