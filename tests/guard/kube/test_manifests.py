"""What is read out of manifests."""

from __future__ import annotations

from typing import Any

import pytest

from firstmate.guard.manifests import MOST, changes_of
from firstmate.guard.values import UNKNOWN

POD = {"containers": [{"name": "x"}]}


def dangers(document: dict[str, Any]) -> str:
    return "; ".join(changes_of([document])[0].dangers)


def test_objects_are_named_with_kind_and_namespace():
    """Lists are taken apart, empty documents left out, cluster-wide kinds are in no namespace."""
    service = {"kind": "Service", "metadata": {"name": "web", "namespace": "shop"}}
    node = {"kind": "Node", "metadata": {"name": "pi4", "namespace": "shop"}}

    found = changes_of([None, {"kind": "List", "items": [service, {"kind": "ServiceList", "items": [service]}]}, node])

    assert [(each.kind, each.name, each.namespace) for each in found] == [
        ("service", "web", "shop"),
        ("node", "pi4", ""),
    ]


@pytest.mark.parametrize("documents", [None, ["text"], [{}], [{"kind": 3}], [[{"metadata": {}}]]])
def test_what_is_no_object_is_unclear(documents: Any):
    """It is said, and not passed over."""
    assert [change.kind for change in changes_of(documents)] == [UNKNOWN]


@pytest.mark.parametrize(
    ("document", "danger"),
    [
        ({"kind": "Namespace", "metadata": {"name": "kube-system"}}, "a namespace of the system"),
        ({"kind": "ClusterRoleBinding", "roleRef": {"name": "cluster-admin"}}, "cluster-admin"),
        ({"kind": "Role", "rules": [{"verbs": ["*"], "resources": ["pods"]}]}, "everything"),
        ({"kind": "ClusterRole", "rules": [{"verbs": ["escalate"], "resources": ["x"]}]}, "more rights"),
        ({"kind": "ValidatingWebhookConfiguration"}, "every write to the API"),
        ({"kind": "CustomResourceDefinition"}, "every object of the kind"),
        ({"kind": "Service", "spec": {"type": "LoadBalancer"}}, "from outside"),
        ({"kind": "PersistentVolume", "spec": {"hostPath": {"path": "/"}}}, "folder of the node"),
        ({"kind": "Pod", "spec": {**POD, "hostNetwork": True}}, "the node's network"),
        ({"kind": "Pod", "spec": {**POD, "hostPID": True}}, "every process"),
        ({"kind": "Pod", "spec": {**POD, "volumes": [{"hostPath": {"path": "/etc"}}]}}, "mounts /etc of the node"),
        ({"kind": "Pod", "spec": {"containers": [{"securityContext": {"privileged": True}}]}}, "privileged"),
        (
            {"kind": "Pod", "spec": {**POD, "initContainers": [{"securityContext": {"privileged": True}}]}},
            "privileged",
        ),
        (
            {"kind": "Pod", "spec": {"containers": [{"securityContext": {"capabilities": {"add": ["sys_admin"]}}}]}},
            "SYS_ADMIN",
        ),
        (
            {"kind": "CronJob", "spec": {"jobTemplate": {"spec": {"template": {"spec": {**POD, "hostIPC": True}}}}}},
            "IPC",
        ),
        ({"kind": "Rollout", "spec": {"template": {"spec": {**POD, "hostPID": True}}}}, "every process"),
    ],
)
def test_fields_that_reach_further_are_told(document: dict[str, Any], danger: str):
    """Whatever kind they stand in."""
    assert danger in dangers(document)


@pytest.mark.parametrize(
    "document",
    [
        {"kind": "Service", "spec": {"type": "ClusterIP"}},
        {"kind": "Deployment", "spec": {"template": {"spec": POD}}},
        {"kind": "Role", "rules": [{"verbs": ["get"], "resources": ["pods"]}], "metadata": None},
        {"kind": "Pod", "spec": {"containers": ["text", {"securityContext": None}], "volumes": "x", "hostPID": False}},
        {"kind": "ConfigMap", "data": {"hostPID": "true", "privileged": "true"}},
    ],
)
def test_what_is_usual_is_no_danger(document: dict[str, Any]):
    """Fields of the wrong shape are none either."""
    assert dangers(document) in ("", "it says who may do what")


def test_aliases_do_not_make_it_endless():
    """A structure of a billion leaves, and one that holds itself, take no time."""
    bomb: Any = ["x"]
    for _ in range(30):
        bomb = [bomb] * 9
    knot: dict[str, Any] = {"kind": "Pod"}
    knot["spec"] = {"self": knot, "bomb": bomb}
    lists: Any = {"kind": "List", "items": []}
    for _ in range(30):
        lists = {"kind": "List", "items": [lists] * 9}

    assert [change.kind for change in changes_of([knot, lists])] == ["pod"]


def test_more_objects_than_anybody_reads_are_unclear():
    """The rest is one that nobody knows."""
    found = changes_of([{"kind": "ConfigMap", "metadata": {"name": str(number)}} for number in range(MOST + 50)])

    assert len(found) == MOST + 1 and found[-1].kind == UNKNOWN
