"""Claims, volumes and classes for tests, in the API's shape."""

from __future__ import annotations

from typing import Any

from tests.support.build import Plain, merged, obj, unscheduled_pod

UNBOUND = "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims."


def claim(
    name: str = "data", *, phase: str = "Pending", size: str = "1Gi", modes: Any = ("ReadWriteOnce",), **spec: Any
):
    """A claim of an hour's age; `spec` parts as the API names them (storageClassName, selector, volumeName …)."""
    wants = {"accessModes": list(modes), "resources": {"requests": {"storage": size}}, **spec}
    return obj("PersistentVolumeClaim", name, spec=wants, status={"phase": phase})


def volume(
    name: str = "disk", *, phase: str = "Available", size: str = "1Gi", modes: Any = ("ReadWriteOnce",), **spec: Any
):
    """A volume made by hand; `labels` go to its metadata, everything else to its spec."""
    labels = spec.pop("labels", {})
    offers = {
        "accessModes": list(modes),
        "capacity": {"storage": size},
        "persistentVolumeReclaimPolicy": "Retain",
        **spec,
    }
    return obj("PersistentVolume", name, metadata={"labels": labels}, spec=offers, status={"phase": phase})


def storage_class(
    name: str = "local-path", *, default: bool = False, binding: str = "Immediate", **parts: Any
) -> Plain:
    """A class with a provisioner that makes volumes."""
    marks = {"storageclass.kubernetes.io/is-default-class": "true"} if default else {}
    base = obj("StorageClass", name, metadata={"annotations": marks})
    return merged(base, {"provisioner": "rancher.io/local-path", "volumeBindingMode": binding, **parts})


def mounting_pod(claim_name: str = "data", name: str = "web") -> Plain:
    """A pod that waits for its claim, in the scheduler's words."""
    mounts = [{"name": "data", "persistentVolumeClaim": {"claimName": claim_name}}]
    return unscheduled_pod(UNBOUND, name, spec={"volumes": mounts})
