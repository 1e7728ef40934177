"""A deployment that met one blocker after the other, because nobody had looked before: here each is found at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from firstmate.adapters import files
from firstmate.snapshot import Snapshot
from firstmate.snapshot.series import Metric, Series
from tests.live.conftest import firstmate
from tests.support.build import Plain, merged, node, obj, pod, snapshot_of
from tests.support.kube import Cluster
from tests.support.world import READY_NODE, named

BUNDLE = Path(__file__).parent / "attic-cache.yaml"
GIGABYTE = 10**9
IMAGES = [{"names": [f"registry.example/old:{n}"], "sizeBytes": 5 * GIGABYTE} for n in range(9)] + [
    {"names": ["registry.example/attic:1.0"], "sizeBytes": 22 * GIGABYTE}
]
CRASHING = {"kube-controller-manager": 1174, "kube-scheduler": 1148}
BLOCKERS = {
    ("crd-missing", "Cluster/attic/attic-db", 2),
    ("provider-secret", "ClusterIssuer//letsencrypt", 25),
    ("ingress-class", "Ingress/attic/attic", 72),
    ("control-plane", "Pod/kube-system/kube-controller-manager-node-1", 0),
    ("control-plane", "Pod/kube-system/kube-scheduler-node-1", 0),
}
WARNINGS = {("node-unwell", "Node//node-2", 0), ("node-images", "Node//node-1", 0)}
DISK_NEARLY_FULL = ("node-disk", "Node//node-1", 0)


def definition(kind: str, group: str, scope: str = "Namespaced") -> Plain:
    """A CustomResourceDefinition of version v1, as its operator brings it."""
    plural = f"{kind.lower()}s"
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    return named(
        "apiextensions.k8s.io/v1",
        "CustomResourceDefinition",
        f"{plural}.{group}",
        "",
        spec={
            "group": group,
            "scope": scope,
            "names": {"kind": kind, "plural": plural},
            "versions": [{"name": "v1", "served": True, "storage": True, "schema": schema}],
        },
    )


ISSUERS = definition("ClusterIssuer", "cert-manager.io", "Cluster")
OPERATOR = definition("Cluster", "postgresql.cnpg.io")


def crashing(component: str, restarts: int) -> Plain:
    """A static pod of the control plane that crashes again and again."""
    end = {"terminated": {"exitCode": 1, "reason": "Error"}}
    waits = {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 5m0s restarting failed container"}}
    container = {"name": component, "image": f"registry.example/{component}:1.34"}
    status = {**container, "imageID": "", "ready": False, "restartCount": restarts, "state": waits, "lastState": end}
    return named(
        "v1",
        "Pod",
        f"{component}-node-1",
        "kube-system",
        metadata={"labels": {"component": component}},
        spec={"nodeName": "node-1", "containers": [container]},
        status={
            "phase": "Running",
            "conditions": [{"type": "Ready", "status": "False"}],
            "containerStatuses": [status],
        },
    )


def running() -> Plain:
    """A pod that uses the one image that is in use."""
    base = pod("attic", owned=False, metadata={"namespace": "attic"})
    base["spec"]["containers"][0]["image"] = "registry.example/attic:1.0"
    return base


def broken() -> tuple[Plain, ...]:
    """The cluster as it was met."""
    return (
        obj("Namespace", "attic"),
        obj("IngressClass", "nginx"),
        merged(obj("CustomResourceDefinition", ISSUERS["metadata"]["name"]), {"spec": ISSUERS["spec"]}),
        node(status={"images": IMAGES, "capacity": {"ephemeral-storage": "120G"}}),
        node("node-2", ready=False),
        running(),
        *(merged(pod(name, owned=False), crashing(name, restarts)) for name, restarts in CRASHING.items()),
    )


def mended() -> tuple[Plain, ...]:
    """The same cluster once somebody has done what the preflight asks for."""
    crds = (ISSUERS, OPERATOR)
    return (
        obj("Namespace", "attic"),
        obj("IngressClass", "traefik"),
        *(merged(obj("CustomResourceDefinition", crd["metadata"]["name"]), {"spec": crd["spec"]}) for crd in crds),
        obj("Secret", "cloudflare-api-token", metadata={"namespace": "cert-manager"}, data={"api-token": "x"}),
        node(),
        node("node-2"),
        running(),
    )


def preflight(tmp_path: Path, snapshot: Snapshot) -> tuple[int, set[tuple[str, str, int]], set[tuple[str, str, int]]]:
    """Exit code, blockers and warnings that the command tells for the bundle."""
    saved = tmp_path / "snapshot.json"
    files.save(snapshot, saved)
    return told(firstmate("preflight", "-f", BUNDLE, "--from", saved, "--json"))


def told(ran: Any) -> tuple[int, set[tuple[str, str, int]], set[tuple[str, str, int]]]:
    """Each miss by code, object and line."""
    weights: dict[str, set[tuple[str, str, int]]] = {"blocker": set(), "warning": set()}
    for miss in json.loads(ran.out)["misses"]:
        ref = miss["object"]
        line = int(miss["place"].rpartition(":")[2] or 0)
        weights[miss["weight"]].add((miss["code"], f"{ref['kind']}/{ref['namespace']}/{ref['name']}", line))
    return ran.code, weights["blocker"], weights["warning"]


def test_every_blocker_is_found_before_anything_is_changed(tmp_path: Path):
    """Operator, ingress class, token, control plane, node, images, disk: each with its line or its object."""
    full = Series(Metric.FREE_SHARE, "node-1", (0.32,), kind="Node", part="/")

    code, blockers, warnings = preflight(tmp_path, snapshot_of(*broken(), series=(full,)))

    assert (code, blockers, warnings) == (1, BLOCKERS, WARNINGS | {DISK_NEARLY_FULL})


def test_a_cluster_that_was_mended_has_nothing_against_it(tmp_path: Path):
    """Not even a warning."""
    assert preflight(tmp_path, snapshot_of(*mended())) == (0, set(), set())


ONLY_READS = ("get", "list", "watch")


def allow_reading(cluster: Cluster) -> None:
    """Let the user `reader` read everything, and nothing else."""
    api = "rbac.authorization.k8s.io"
    rules = [{"apiGroups": ["*"], "resources": ["*"], "verbs": list(ONLY_READS)}]
    subject = {"kind": "User", "name": "reader", "apiGroup": api}
    role = {"kind": "ClusterRole", "name": "reads", "apiGroup": api}
    cluster.create(
        named(f"{api}/v1", "ClusterRole", "reads", "", rules=rules),
        named(f"{api}/v1", "ClusterRoleBinding", "reads", "", roleRef=role, subjects=[subject]),
    )


def ingress_class(name: str) -> Plain:
    return named("networking.k8s.io/v1", "IngressClass", name, "", spec={"controller": "example.com/ingress"})


@pytest.mark.kube
def test_the_blockers_are_found_in_a_real_cluster_by_somebody_who_may_only_read(cluster: Cluster):
    """And none of them once its operator, class and token are there and its nodes and control plane are well."""
    full = merged(READY_NODE, {"images": IMAGES, "capacity": {"ephemeral-storage": "120G"}})
    lost = merged(READY_NODE, {"conditions": [{"type": "Ready", "status": "Unknown", "reason": "NodeStatusUnknown"}]})
    pods = [crashing(name, restarts) for name, restarts in CRASHING.items()]
    cluster.create(named("v1", "Namespace", "attic", ""), ingress_class("nginx"), ISSUERS, *pods)
    for name, status in {"node-1": full, "node-2": lost}.items():
        cluster.create(named("v1", "Node", name, "", status=status))
        cluster.call("PATCH", f"/api/v1/nodes/{name}", {"spec": {"taints": None}})
    allow_reading(cluster)
    command = ("preflight", "-f", BUNDLE, "--kubeconfig", cluster.reader_kubeconfig, "--json")

    before = told(firstmate(*command))
    for name in pods:
        cluster.delete(name)
    for name in ("node-1", "node-2"):
        cluster.call("PATCH", f"/api/v1/nodes/{name}/status", {"status": {**READY_NODE, "images": None}})
    token = named("v1", "Secret", "cloudflare-api-token", "cert-manager", stringData={"api-token": "x"})
    cluster.create(named("v1", "Namespace", "cert-manager", ""), OPERATOR, ingress_class("traefik"), token)
    after = told(firstmate(*command))

    assert before == (1, BLOCKERS, WARNINGS)
    assert after == (0, set(), set())
