"""A claim that wants to be mounted by many nodes, of a class whose volumes belong to one node.

https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.facts.storage import modes_text
from firstmate.preflight.case import Case, Said, miss
from firstmate.preflight.claims import class_named, open_claims, provisioner
from firstmate.preflight.values import Check, Weight

CHECK = Check(
    __name__,
    title="Storage classes can do the access modes",
    weight=Weight.WARNING,
    means="A claim asks for ReadWriteMany or ReadOnlyMany of a provisioner that makes volumes on one node's own disk: "
    "unless it was set up for sharing, it refuses.",
)
# Provisioners of volumes on a node's own disk or of block devices.
OF_ONE_NODE = (
    "rancher.io/local-path",
    "openebs.io/local",
    "local.csi.openebs.io",
    "topolvm.io",
    "topolvm.cybozu.com",
    "microk8s.io/hostpath",
    "k8s.io/minikube-hostpath",
    "docker.io/hostpath",
    "rbd.csi.ceph.com",
)
MANY = ("ReadWriteMany", "ReadOnlyMany")


def check(case: Case) -> Iterator[Said]:
    """One miss a claim."""
    for claim in open_claims(case):
        name = class_named(case, claim)
        maker = provisioner(case, name) if name else ""
        modes = claim.object.spec.access_modes
        if maker.endswith(OF_ONE_NODE) and set(modes) & set(MANY) and claim.object.spec.volume_mode != "Block":
            text = f"claim {claim.ref.name} asks for {modes_text(modes)}, and {maker} makes volumes of one node"
            yield miss(CHECK, claim.item, (*claim.where, "accessModes"), text, f"storage class {name} can do RWO")
