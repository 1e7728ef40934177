"""Claims and volumes: the class, the provisioner (local-path, as on many small clusters), and the binding.

Wordings: kubernetes/pkg/controller/volume/persistentvolume
"""

from __future__ import annotations

from datetime import timedelta

from firstmate.facts.quantity import amount
from firstmate.practice import events
from firstmate.practice.controllers.scheduler import SELECTED_NODE, claim_names
from firstmate.practice.defaults import CLAIM_PROTECTION as PROTECTION
from firstmate.practice.objects import Object, clone, dig, is_terminating, name_of, namespace_of, uid_of
from firstmate.practice.reality import PROVISIONER
from firstmate.practice.world import World

RETRY = timedelta(seconds=15)
BINDER = "persistentvolume-controller"
CLAIMS, VOLUMES = "persistentvolumeclaims", "persistentvolumes"


def step(world: World) -> None:
    for claim in world.find(CLAIMS):
        if is_terminating(claim):
            _let_go(world, claim)
        elif dig(claim, "status.phase") == "Pending":
            _bind(world, claim)
    for volume in world.find(VOLUMES):
        _release(world, volume)


def _let_go(world: World, claim: Object) -> None:
    """A claim is protected for as long as a pod uses it."""
    pods = world.find("pods", namespace_of(claim))
    if not any(name_of(claim) in claim_names(pod) for pod in pods):
        finalizers = [f for f in dig(claim, "metadata.finalizers", []) if f != PROTECTION]
        world.replace(CLAIMS, {**claim, "metadata": {**claim["metadata"], "finalizers": finalizers}})


def _bind(world: World, claim: Object) -> None:
    volume = _matching(world, claim)
    if volume is not None:
        _join(world, claim, volume)
        return
    name = dig(claim, "spec.storageClassName") or _default_class(world)
    storage_class = world.get("storageclasses.storage.k8s.io", "", name)
    if not name:
        told = "no persistent volumes available for this claim and no storage class is set"
        _tell(world, claim, "FailedBinding", told)
    elif storage_class is None:
        told = f'storageclass.storage.k8s.io "{name}" not found'
        _tell(world, claim, "ProvisioningFailed", told, warning=True)
    else:
        _provision(world, claim, storage_class)


def _default_class(world: World) -> str:
    key = "storageclass.kubernetes.io/is-default-class"
    classes = world.find("storageclasses.storage.k8s.io")
    return next((name_of(c) for c in classes if dig(c, "metadata.annotations", {}).get(key) == "true"), "")


def _provision(world: World, claim: Object, storage_class: Object) -> None:
    node = dig(claim, "metadata.annotations", {}).get(SELECTED_NODE)
    if dig(storage_class, "volumeBindingMode") == "WaitForFirstConsumer" and not node:
        _tell(world, claim, "WaitForFirstConsumer", "waiting for first consumer to be created before binding")
    elif (provisioner := storage_class["provisioner"]) != PROVISIONER:
        told = (
            f"Waiting for a volume to be created either by the external provisioner '{provisioner}' or "
            "manually by the system administrator. If volume creation is delayed, please verify that the provisioner "
            "is running and correctly registered."
        )
        _tell(world, claim, "ExternalProvisioning", told)
    else:
        volume = world.create(VOLUMES, _made(claim, storage_class, node))
        told = f"Successfully provisioned volume {name_of(volume)}"
        events.record(world, claim, "ProvisioningSucceeded", told, component=PROVISIONER)
        _join(world, claim, volume)


def _made(claim: Object, storage_class: Object, node: str | None) -> Object:
    name = f"pvc-{uid_of(claim)}"
    place = f"/opt/local-path-provisioner/{name}_{namespace_of(claim)}_{name_of(claim)}"
    spec: Object = {
        "capacity": {"storage": dig(claim, "spec.resources.requests.storage")},
        "accessModes": claim["spec"]["accessModes"],
        "storageClassName": name_of(storage_class),
        "persistentVolumeReclaimPolicy": storage_class.get("reclaimPolicy", "Delete"),
        "hostPath": {"path": place, "type": "DirectoryOrCreate"},
    }
    if node:
        here = {"key": "kubernetes.io/hostname", "operator": "In", "values": [node]}
        spec["nodeAffinity"] = {"required": {"nodeSelectorTerms": [{"matchExpressions": [here]}]}}
    annotations = {"pv.kubernetes.io/provisioned-by": PROVISIONER}
    return {"metadata": {"name": name, "annotations": annotations}, "spec": spec}


def _matching(world: World, claim: Object) -> Object | None:
    """An existing volume that would do, the smallest first."""
    wanted = amount(dig(claim, "spec.resources.requests", {}), "storage")
    free = [v for v in world.find(VOLUMES) if _suits(v, claim) and amount(v["spec"]["capacity"], "storage") >= wanted]
    return min(free, key=lambda v: (amount(v["spec"]["capacity"], "storage"), name_of(v)), default=None)


def _suits(volume: Object, claim: Object) -> bool:
    reference = dig(volume, "spec.claimRef")
    if reference:
        return (reference["namespace"], reference["name"]) == (namespace_of(claim), name_of(claim)) and (
            reference.get("uid", uid_of(claim)) == uid_of(claim)
        )
    same_class = dig(volume, "spec.storageClassName", "") == dig(claim, "spec.storageClassName", "")
    return same_class and set(claim["spec"]["accessModes"]) <= set(volume["spec"]["accessModes"])


def _join(world: World, claim: Object, volume: Object) -> None:
    bound_volume, bound = clone(volume), clone(claim)
    reference = {"kind": "PersistentVolumeClaim", "apiVersion": "v1", "uid": uid_of(claim)}
    bound_volume["spec"]["claimRef"] = {**reference, "namespace": namespace_of(claim), "name": name_of(claim)}
    bound_volume["status"] = {"phase": "Bound"}
    bound["spec"]["volumeName"] = name_of(volume)
    bound["status"] = {
        "phase": "Bound",
        "accessModes": bound["spec"]["accessModes"],
        "capacity": volume["spec"]["capacity"],
    }
    bound["metadata"].setdefault("annotations", {})["pv.kubernetes.io/bind-completed"] = "yes"
    world.store.put(VOLUMES, bound_volume)
    world.store.put(CLAIMS, bound)


def _release(world: World, volume: Object) -> None:
    """A volume whose claim is gone is deleted or kept as Released; one that never had any is Available."""
    reference = dig(volume, "spec.claimRef")
    if not reference:
        world.set_status(VOLUMES, volume, {"phase": "Available"})
    elif world.get(CLAIMS, reference["namespace"], reference["name"]) is None and "uid" in reference:
        if volume["spec"]["persistentVolumeReclaimPolicy"] == "Delete":
            world.store.remove(VOLUMES, volume)
        else:
            world.set_status(VOLUMES, volume, {"phase": "Released"})


def _tell(world: World, claim: Object, reason: str, told: str, *, warning: bool = False) -> None:
    last = events.last_seen(world, claim, reason)
    if last is None or last >= RETRY:
        events.record(world, claim, reason, told, component=BINDER, warning=warning)
