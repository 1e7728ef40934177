"""Snapshots and facts from plain objects in kubectl's JSON shape, as short as a test needs them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from firstmate.facts import Facts
from firstmate.snapshot import Snapshot
from firstmate.snapshot.decode import decode_items
from firstmate.snapshot.kinds import BY_KIND, KINDS
from firstmate.snapshot.listing import Listing, Missing

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
STARTED = "2026-03-01T11:00:00Z"
JUST_NOW = "2026-03-01T11:59:30Z"

Plain = dict[str, Any]


def snapshot_of(*objects: Plain, unread: dict[str, Missing] | None = None, **more: Any) -> Snapshot:
    """A snapshot that read every kind and found just these objects; `unread` names plurals that could not be read."""
    by_plural: dict[str, list[Plain]] = {kind.plural: [] for kind in KINDS}
    for obj in objects:
        by_plural[BY_KIND[obj["kind"]].plural].append(obj)
    listings = {}
    for kind in KINDS:
        decoded = decode_items(kind, by_plural[kind.plural])
        assert decoded.misfits == 0, f"a {kind.kind} in this test does not decode"
        listings[kind.plural] = Listing.of(decoded.items, (unread or {}).get(kind.plural))
    return Snapshot(taken_at=more.pop("now", NOW), listings=listings, **more)


def facts_of(*objects: Plain, **more: Any) -> Facts:
    """Facts over `snapshot_of`."""
    return Facts(snapshot_of(*objects, **more))


def merged(base: Plain, over: Plain) -> Plain:
    """`base` with `over` laid on it, dicts merged, everything else replaced."""
    out = dict(base)
    for key, value in over.items():
        out[key] = merged(out[key], value) if isinstance(value, dict) and isinstance(out.get(key), dict) else value
    return out


def obj(kind: str, name: str, namespace: str = "shop", **parts: Any) -> Plain:
    """Any object; `metadata` parts are merged into its name and namespace."""
    base: Plain = {
        "kind": kind,
        "metadata": {"name": name, "namespace": namespace, "uid": f"uid-{name}", "creationTimestamp": STARTED},
    }
    if not BY_KIND[kind].namespaced:
        del base["metadata"]["namespace"]
    return merged(base, parts)


def deployment(name: str = "web", *, replicas: int = 1, ready: int = 1, **parts: Any) -> Plain:
    """A Deployment labelled `app: NAME` with one container of the same name."""
    base = obj(
        "Deployment",
        name,
        spec={
            "replicas": replicas,
            "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": {"app": name}}, "spec": pod_spec(name)},
        },
        status={"replicas": replicas, "readyReplicas": ready, "availableReplicas": ready, "updatedReplicas": replicas},
    )
    return merged(base, parts)


def replicaset(name: str = "web", hash_: str = "5d8c7b9f4", **parts: Any) -> Plain:
    """The ReplicaSet that a Deployment made."""
    base = obj(
        "ReplicaSet",
        f"{name}-{hash_}",
        metadata={
            "labels": {"app": name, "pod-template-hash": hash_},
            "ownerReferences": [{"kind": "Deployment", "name": name, "controller": True}],
        },
        spec={"replicas": 1},
    )
    return merged(base, parts)


def pod_spec(name: str = "web", **container: Any) -> Plain:
    """One container with an image, a port, requests and limits."""
    base = {
        "name": name,
        "image": f"registry.example/{name}:1.0",
        "ports": [{"containerPort": 8080}],
        "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"memory": "128Mi"}},
    }
    return {"containers": [merged(base, container)], "nodeName": "node-1", "serviceAccountName": "default"}


def pod(name: str = "web", *, owned: bool = True, ready: bool = True, **parts: Any) -> Plain:
    """A running pod of the Deployment `name` (with `owned`, by its ReplicaSet), ready or not."""
    full = f"{name}-5d8c7b9f4-abcde"
    owner = [{"kind": "ReplicaSet", "name": f"{name}-5d8c7b9f4", "controller": True}]
    truth = "True" if ready else "False"
    base = obj(
        "Pod",
        full,
        metadata={"labels": {"app": name}, **({"ownerReferences": owner} if owned else {})},
        spec=pod_spec(name),
        status={
            "phase": "Running",
            "conditions": [{"type": t, "status": truth} for t in ("Ready", "ContainersReady")]
            + [{"type": t, "status": "True"} for t in ("Initialized", "PodScheduled")],
            "containerStatuses": [
                {"name": name, "ready": ready, "restartCount": 0, "state": {"running": {"startedAt": STARTED}}}
            ],
        },
    )
    return merged(base, parts)


def waiting_pod(reason: str, message: str = "", name: str = "web", **parts: Any) -> Plain:
    """A pod whose only container waits."""
    status = {
        "phase": "Pending",
        "containerStatuses": [
            {
                "name": name,
                "ready": False,
                "restartCount": 0,
                "state": {"waiting": {"reason": reason, "message": message}},
            }
        ],
    }
    return merged(pod(name, ready=False, status=status), parts)


def unscheduled_pod(message: str, name: str = "web", **parts: Any) -> Plain:
    """A pod that the scheduler could not place, in the scheduler's words."""
    base = pod(name, ready=False)
    base["spec"].pop("nodeName")
    base["status"] = {
        "phase": "Pending",
        "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message}],
    }
    return merged(base, parts)


def node(name: str = "node-1", *, ready: bool = True, **parts: Any) -> Plain:
    """A node of 4 cores and 8 GB, arm64."""
    base = obj(
        "Node",
        name,
        metadata={"labels": {"kubernetes.io/hostname": name, "kubernetes.io/arch": "arm64"}},
        status={
            "conditions": [{"type": "Ready", "status": "True" if ready else "Unknown"}],
            "allocatable": {"cpu": "4", "memory": "8Gi", "pods": "110"},
            "capacity": {"cpu": "4", "memory": "8Gi", "pods": "110"},
            "nodeInfo": {"architecture": "arm64", "kubeletVersion": "v1.34.1"},
        },
    )
    return merged(base, parts)


def event(about: Plain, reason: str, message: str, *, last: str = JUST_NOW, **parts: Any) -> Plain:
    """A Warning event about an object."""
    meta = about["metadata"]
    base = obj(
        "Event",
        f"{meta['name']}.{reason.lower()}.{abs(hash(message)) % 10**6}",
        namespace=meta.get("namespace", "default"),
        involvedObject={
            "kind": about["kind"],
            "name": meta["name"],
            "namespace": meta.get("namespace", ""),
            "uid": meta["uid"],
        },
        type="Warning",
        reason=reason,
        message=message,
        lastTimestamp=last,
        firstTimestamp=last,
        count=1,
    )
    return merged(base, parts)


def healthy_app(name: str = "web") -> tuple[Plain, ...]:
    """A Deployment, its ReplicaSet and its running pod."""
    return deployment(name), replicaset(name), pod(name)
