"""Pods that no node takes, in the scheduler's words."""

from __future__ import annotations

from typing import Any

from tests.clusters.broken import NODES, caused_by, shop
from tests.clusters.parts import app, mounting, node, running, storage, taint, told, unplaced
from tests.support.build import Plain

WEB = "Deployment/shop/web"


def waits(
    message: str, *before: Plain, nodes: list[Plain] | None = None, pod: Plain | None = None, **parts: Any
) -> list[Plain]:
    """The shop's web application, with a pod that waits for a node."""
    web = app("web", unplaced(message), pod=pod, **parts)
    return shop(*before, *told(web, "FailedScheduling", message, count=9), nodes=nodes)


@caused_by(f"unschedulable-memory {WEB}")
def two_gigabytes_on_small_nodes() -> list[Plain]:
    asks = {"requests": {"memory": "2Gi"}, "limits": {"memory": "2Gi"}}
    small = [node(name, memory="900Mi") for name in NODES]
    return waits("0/3 nodes are available: 3 Insufficient memory.", nodes=small, resources=asks)


@caused_by(f"unschedulable-node-selector {WEB}")
def label_that_no_node_has() -> list[Plain]:
    return waits(
        "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.",
        pod={"nodeSelector": {"disk": "nvme"}},
    )


@caused_by(f"unschedulable-taint {WEB}")
def tainted_worker_that_is_asked_for() -> list[Plain]:
    only = {"nodeSelector": {"kubernetes.io/hostname": "node-2"}}
    nodes = [node("node-1"), node("node-2", memory="900Mi", taints=[taint("memory", value="small")]), node("node-3")]
    words = (
        "0/3 nodes are available: 1 node(s) had taint {memory: small}, that the pod didn't tolerate, 2 "
        "node(s) didn't match Pod's node affinity."
    )
    return waits(words, nodes=nodes, pod=only)


@caused_by(f"unschedulable-cordon {WEB}")
def cordoned_and_forgotten() -> list[Plain]:
    off = taint("node.kubernetes.io/unschedulable")
    nodes = [node("node-1"), node("node-2", taints=[off], spec={"unschedulable": True}), node("node-3")]
    words = "0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) didn't match Pod's node affinity."
    return waits(words, nodes=nodes, pod={"nodeSelector": {"kubernetes.io/hostname": "node-2"}})


@caused_by(f"unschedulable-pod-anti-affinity {WEB}")
def more_replicas_than_nodes() -> list[Plain]:
    term = {
        "topologyKey": "kubernetes.io/hostname",
        "labelSelector": {"matchLabels": {"app.kubernetes.io/name": "web"}},
    }
    apart = {"affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}}
    words = (
        "0/3 nodes are available: 3 node(s) didn't match pod affinity/anti-affinity rules, 3 node(s) didn't "
        "match pod anti-affinity rules."
    )
    web = app("web", running(), running(), running(), unplaced(words), on=NODES, pod=apart)
    waiting = [o for o in web if o["kind"] == "Pod"][-1]
    return shop(*web, *told([waiting], "FailedScheduling", words)[1:])


@caused_by(f"unschedulable-host-port {WEB}")
def host_port_that_is_taken() -> list[Plain]:
    port = [{"containerPort": 80, "hostPort": 80}]
    front = app("front", running(), running(), running(), on=NODES, ports=port, serves=False)
    return waits(
        "0/3 nodes are available: 3 node(s) didn't have free ports for the requested pod ports.", *front, ports=port
    )


@caused_by(f"unschedulable-resource {WEB}")
def gpu_that_no_plugin_offers() -> list[Plain]:
    return waits(
        "0/3 nodes are available: 3 Insufficient nvidia.com/gpu.", resources={"limits": {"nvidia.com/gpu": "1"}}
    )


@caused_by("unschedulable-volume-node StatefulSet/shop/db")
def disk_of_a_node_that_is_gone() -> list[Plain]:
    words = "0/3 nodes are available: 3 node(s) had volume node affinity conflict."
    db = app("db", unplaced(words), kind="StatefulSet", pod=mounting())
    claim, volume = storage()
    term = volume["spec"]["nodeAffinity"]["required"]["nodeSelectorTerms"][0]["matchExpressions"][0]
    term["values"] = ["node-4"]
    return shop(claim, volume, *told(db, "FailedScheduling", words))
