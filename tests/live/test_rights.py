"""A user who may not list everything: what is withheld is named, and nothing is called healthy that was not seen."""

from __future__ import annotations

import random
from collections.abc import Collection

import pytest

from firstmate.snapshot.kinds import KINDS, MATTERS, Kind
from tests.live.conftest import firstmate
from tests.support.kube import Cluster
from tests.support.world import World, deployment, eventually, named, service

pytestmark = pytest.mark.kube

SERVED = [k for k in KINDS if k.plural not in ("applications", "certificates")]
"""On a bare control plane there is neither Argo CD nor cert-manager."""


def allow(cluster: Cluster, kinds: Collection[Kind], namespace: str = "") -> None:
    """Let the reader list these kinds and no others, and wait until the API server knows."""
    group = "rbac.authorization.k8s.io"
    rules = [{"apiGroups": ["*"], "resources": [k.plural for k in kinds] or ["none"], "verbs": ["get", "list"]}]
    role, binding = ("Role", "RoleBinding") if namespace else ("ClusterRole", "ClusterRoleBinding")
    subject = {"kind": "User", "name": "reader", "apiGroup": group}
    for old in (named(f"{group}/v1", binding, "look", namespace), named(f"{group}/v1", role, "look", namespace)):
        cluster._request("DELETE", f"{cluster._collection(f'{group}/v1', old['kind'], namespace or None)}/look")
    cluster.create(
        named(f"{group}/v1", role, "look", namespace, rules=rules),
        named(
            f"{group}/v1",
            binding,
            "look",
            namespace,
            subjects=[subject],
            roleRef={"kind": role, "name": "look", "apiGroup": group},
        ),
    )
    for kind in SERVED:
        eventually(lambda kind=kind: may_list(cluster, kind, namespace) == (kind in kinds))


def may_list(cluster: Cluster, kind: Kind, namespace: str) -> bool:
    """What the API server itself says of the reader."""
    group = kind.versions[0].rpartition("/")[0]
    place = {"namespace": namespace} if namespace else {}
    asked = {"verb": "list", "resource": kind.plural, "group": group, **place}
    review = {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview"}
    spec = {"user": "reader", "groups": ["system:authenticated"], "resourceAttributes": asked}
    answer = cluster.call("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {**review, "spec": spec})
    return bool(answer["status"]["allowed"])


def test_ten_random_subsets_of_rights(world: World):
    """Each kind that is withheld is named, exit code 3 exactly where it matters, healthy exactly where it is not."""
    world.cluster.create(deployment("web"), service("web"))
    world.run("web")
    for seed in range(10):
        withheld = random.Random(seed).sample(SERVED, 1 + seed * 3)
        allow(world.cluster, [k for k in SERVED if k not in withheld])

        ran = firstmate("status", "--kubeconfig", world.cluster.reader_kubeconfig, "--json")

        missing = ran.report["unreadable"] + ran.report["notExamined"]
        sources = {k.source for k in withheld}
        assert {m["source"] for m in missing if m["why"] == "forbidden"} >= sources
        assert {m["source"] for m in ran.report["unreadable"]} == sources & MATTERS
        assert ran.code == (3 if sources & MATTERS else 0)
        assert ran.report["healthy"] == (ran.code == 0) and ran.causes == []


def test_a_user_without_any_right_is_told_what_is_withheld(cluster: Cluster):
    """On the page too."""
    ran = firstmate("status", "--kubeconfig", cluster.reader_kubeconfig)

    assert ran.code == 3 and "cannot be called healthy" in ran.out and "pods: forbidden" in ran.out


def test_a_user_of_one_namespace_sees_it_whole(world: World):
    """What belongs to no namespace is named as withheld: nodes matter."""
    world.cluster.create(deployment("web"), service("web"))
    world.run("web")
    allow(world.cluster, [k for k in SERVED if k.namespaced], "shop")

    ran = firstmate("status", "--kubeconfig", world.cluster.reader_kubeconfig, "-n", "shop", "--json")

    assert (ran.code, ran.causes, ran.report["seen"]["pods"]) == (3, [], 1)
    assert [m["source"] for m in ran.report["unreadable"]] == ["nodes"]


def test_values_of_secrets_are_not_asked_for(world: World, tmp_path):
    """The keys are known, the value is neither in the report nor in the file."""
    world.cluster.create(named("v1", "Secret", "keys", stringData={"password": "hunter2"}))

    ran = firstmate("status", "--kubeconfig", world.cluster.kubeconfig, "--json", "--save", tmp_path / "snapshot.json")

    written = (tmp_path / "snapshot.json").read_text()
    assert ran.code == 0 and '"password"' in written
    assert not any(word in written + ran.out for word in ("hunter2", "aHVudGVyMg"))
