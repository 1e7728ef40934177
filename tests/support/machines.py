"""Sick nodes and their services for tests, in the words of kubelet, node controller and systemd."""

from __future__ import annotations

from firstmate.snapshot import ServiceState
from tests.support.build import Plain, merged, node, obj, pod

SILENT = "Kubelet stopped posting node status."


def sick(name: str = "node-1", *, status: str = "False", reason: str = "KubeletNotReady", message: str = "") -> Plain:
    """A node whose Ready condition is not True."""
    since = "2026-03-01T11:50:00Z"
    ready = {"type": "Ready", "status": status, "reason": reason, "message": message, "lastTransitionTime": since}
    return merged(node(name), {"status": {"conditions": [ready]}})


def silent(name: str = "node-1") -> Plain:
    """A node whose kubelet has stopped reporting."""
    return sick(name, status="Unknown", reason="NodeStatusUnknown", message=SILENT)


def under(pressure: str, name: str = "node-1") -> Plain:
    """A ready node with a pressure."""
    words = {"reason": f"KubeletHas{pressure}", "message": "kubelet has insufficient room", "status": "True"}
    conditions = [{"type": "Ready", "status": "True"}, {"type": pressure, **words}]
    return merged(node(name), {"status": {"conditions": conditions}})


def service(unit: str, active: str = "inactive", sub: str = "dead", node: str = "node-1") -> ServiceState:
    """A systemd unit of a node, stopped unless told otherwise."""
    return ServiceState(node, unit, active, sub)


def lease(name: str, namespace: str = "kube-system", *, ago: int = 5) -> Plain:
    """A lease that was renewed so many seconds before the tests' now."""
    renewed = f"2026-03-01T{11 - (ago // 3600)}:{59 - (ago // 60) % 60:02d}:{59 - ago % 60:02d}.000000Z"
    spec = {"holderIdentity": name, "leaseDurationSeconds": 15, "renewTime": renewed}
    return merged(obj("Lease", name, namespace), {"metadata": {"namespace": namespace}, "spec": spec})


def system_pod(component: str, *, ready: bool = True, label: str = "component", on: str = "node-1") -> Plain:
    """A static pod of the control plane, or one of a system DaemonSet."""
    base = pod(component, owned=False, ready=ready)
    labels = {"labels": {label: component}, "namespace": "kube-system"}
    return merged(base, {"metadata": labels, "spec": {"nodeName": on}})
