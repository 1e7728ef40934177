"""Nodes and waiting pods as scheduling tests need them."""

from __future__ import annotations

from tests.support.build import Plain, deployment, merged, node, pod, replicaset, unscheduled_pod

CONTROL_PLANE = "node-role.kubernetes.io/control-plane"


def closed_control_plane() -> Plain:
    """The control-plane node of a usual cluster: cordoned for good, so every verdict names it."""
    tainted = {"unschedulable": True, "taints": [{"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}]}
    return node("cp-1", metadata={"labels": {CONTROL_PLANE: ""}}, spec=tainted)


def cordoned(name: str) -> Plain:
    """A worker that somebody cordoned."""
    return node(name, spec={"unschedulable": True})


def tainted(name: str, key: str, value: str = "", effect: str = "NoSchedule") -> Plain:
    """A worker with one taint."""
    return node(name, spec={"taints": [{"key": key, "value": value, "effect": effect}]})


def neighbour(name: str, on: str, **parts: object) -> Plain:
    """A running pod of another application on a node."""
    return merged(pod(name, owned=False), {"spec": {"nodeName": on}, **parts})


def waiting(message: str, **spec: object) -> tuple[Plain, Plain, Plain]:
    """A Deployment with its ReplicaSet and one pod that the scheduler refused in these words."""
    return deployment(ready=0), replicaset(), unscheduled_pod(message, spec=spec)
