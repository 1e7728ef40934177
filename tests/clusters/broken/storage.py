"""Claims without a volume, and volumes that do not come to their pods."""

from __future__ import annotations

from tests.clusters.broken import caused_by, shop
from tests.clusters.parts import (
    app,
    claim,
    creating,
    mounting,
    namespace,
    node,
    running,
    storage,
    storage_class,
    told,
    unplaced,
    volume,
)
from tests.clusters.surroundings import agents, dns
from tests.support.build import Plain

CLAIM = "PersistentVolumeClaim/shop/data"
UNBOUND = "0/3 nodes are available: 3 pod has unbound immediate PersistentVolumeClaims."


def waits_for(asked: Plain, reason: str, message: str, *others: Plain) -> list[Plain]:
    """A database that waits for its claim, and somebody who says why."""
    db = told(app("db", unplaced(UNBOUND), kind="StatefulSet", pod=mounting()), "FailedScheduling", UNBOUND)
    return [*others, *told([asked], reason, message, about="PersistentVolumeClaim", count=20), *db]


@caused_by(f"claim-class-missing {CLAIM}")
def class_that_was_removed() -> list[Plain]:
    asked = claim("data", "Pending", storageClassName="longhorn")
    return shop(*waits_for(asked, "ProvisioningFailed", 'storageclass.storage.k8s.io "longhorn" not found'))


@caused_by(f"claim-without-class {CLAIM}")
def no_default_class() -> list[Plain]:
    words = "no persistent volumes available for this claim and no storage class is set"
    base = [node("node-1"), *namespace("shop"), *dns(), *agents("kube-router", "node-1"), *app("well")]
    return [*base, *waits_for(claim("data", "Pending"), "FailedBinding", words)]


@caused_by("storage-class-two-defaults StorageClass//local-path")
def second_storage_system_that_is_the_default_too() -> list[Plain]:
    return shop(*app("web"), storage_class("longhorn", provisioner="driver.longhorn.io"))


@caused_by(f"claim-access-mode {CLAIM}")
def many_writers_on_a_volume_of_one() -> list[Plain]:
    asked = claim("data", "Pending", accessModes=["ReadWriteMany"], storageClassName="")
    words = "no persistent volumes available for this claim and no storage class is set"
    return shop(*waits_for(asked, "FailedBinding", words, volume("disk", storageClassName="")))


@caused_by(f"claim-lost {CLAIM}")
def volume_that_was_deleted() -> list[Plain]:
    asked = claim("data", "Lost", storageClassName="local-path")
    words = "Bound claim has lost its PersistentVolume. Data on the volume is lost!"
    return shop(*waits_for(asked, "ClaimLost", words))


@caused_by("volume-attach-failed Deployment/shop/web")
def volume_that_another_node_still_holds() -> list[Plain]:
    words = (
        'Multi-Attach error for volume "pvc-data" Volume is already exclusively attached to one node and '
        "can't be attached to another"
    )
    web = app("web", creating(), on=("node-2",), pod=mounting())
    return shop(*storage("data", nodeAffinity=None), *told(web, "FailedAttachVolume", words))


@caused_by("volume-mount-failed Deployment/shop/web")
def nfs_server_that_is_off() -> list[Plain]:
    words = (
        'MountVolume.SetUp failed for volume "media" : mount failed: exit status 32\nMounting command: '
        "mount\nMounting arguments: -t nfs nas.home.lan:/media "
        "/var/lib/kubelet/pods/1/volumes/kubernetes.io~nfs/media\nOutput: mount.nfs: Connection timed out"
    )
    nfs = {"volumes": [{"name": "media", "nfs": {"server": "nas.home.lan", "path": "/media"}}]}
    return shop(*told(app("web", creating(), running(), pod=nfs), "FailedMount", words))
