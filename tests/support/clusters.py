"""Small whole clusters: what every cluster has, and what a test puts into it."""

from __future__ import annotations

from typing import Any

from firstmate.snapshot import Identity, Snapshot
from tests.support.build import Plain, event, merged, node, obj, pod, snapshot_of
from tests.support.network import endpoints, service

BASIS: tuple[Plain, ...] = (
    node("node-1"),
    *(obj("Namespace", name, status={"phase": "Active"}) for name in ("kube-system", "shop")),
    obj("ServiceAccount", "default"),
)
"""One node, two namespaces, and the account that a namespace gets by itself."""


def cluster_of(*objects: Plain, **more: Any) -> Snapshot:
    """A snapshot of a whole cluster with these objects; one that BASIS has too replaces it."""
    named = {(o["kind"], o["metadata"]["name"]) for o in objects}
    rest = (o for o in BASIS if (o["kind"], o["metadata"]["name"]) not in named)
    return snapshot_of(*rest, *objects, identity=Identity("uid-kube-system", "v1.34.1"), **more)


def web_on_a_claim() -> tuple[Plain, ...]:
    """A broken chain: a claim of a class that is not there, the pod, its Deployment, Service and Ingress."""
    wants = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    claim = obj(
        "PersistentVolumeClaim", "data", spec={**wants, "storageClassName": "fast"}, status={"phase": "Pending"}
    )
    mounts = [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]
    message = "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims."
    waiting = pod(ready=False)
    del waiting["spec"]["nodeName"]
    verdict = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message}
    waiting = merged(waiting, {"spec": {"volumes": mounts}})
    waiting["status"] = {"phase": "Pending", "conditions": [verdict]}
    return (
        claim,
        event(claim, "ProvisioningFailed", 'storageclass.storage.k8s.io "fast" not found'),
        waiting,
        event(waiting, "FailedScheduling", message),
        service(),
        endpoints(ready=0),
        obj("IngressClass", "nginx", spec={"controller": "k8s.io/ingress-nginx"}),
        obj("Ingress", "web", spec={"ingressClassName": "nginx", "rules": [_rule("web", 80)]}),
    )


def _rule(name: str, port: int) -> Plain:
    backend = {"service": {"name": name, "port": {"number": port}}}
    return {"host": f"{name}.example", "http": {"paths": [{"path": "/", "backend": backend}]}}
