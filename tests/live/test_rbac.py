"""The rights that `firstmate rbac print` gives: the API server takes them, and they read and do nothing else."""

from __future__ import annotations

import pytest
import yaml

from firstmate.entrypoints.cli.rbac import MANIFEST
from tests.support.kube import Cluster
from tests.support.world import eventually

pytestmark = pytest.mark.kube

USER = "system:serviceaccount:firstmate:firstmate-agents"
GROUPS = ["system:serviceaccounts", "system:serviceaccounts:firstmate", "system:authenticated"]
READ = [
    "pods",
    "pods/log",
    "nodes",
    "events",
    "configmaps",
    "apps/deployments",
    "batch/jobs",
    "networking.k8s.io/ingresses",
    "argoproj.io/applications",
    "rbac.authorization.k8s.io/clusterroles",
]
NEVER_READ = ["secrets", "pods/exec", "pods/attach", "pods/portforward", "pods/proxy", "services/proxy", "nodes/proxy"]
WRITES = ["create", "update", "patch", "delete", "deletecollection", "impersonate", "escalate", "bind"]


@pytest.fixture
def bound(cluster: Cluster) -> Cluster:
    """A control plane with the printed objects."""
    cluster.create(*yaml.safe_load_all(MANIFEST.read_text()))
    eventually(lambda: may(cluster, "list", "pods"))
    return cluster


def may(cluster: Cluster, verb: str, what: str, namespace: str = "default") -> bool:
    """What the API server itself says of the agents. `what`: resource, group/resource, resource/subresource."""
    first, _, rest = what.partition("/")
    group, resource, subresource = ("", first, rest) if first in CORE else (first, rest, "")
    asked = {"verb": verb, "group": group, "resource": resource, "subresource": subresource, "namespace": namespace}
    review = {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview"}
    spec = {"user": USER, "groups": GROUPS, "resourceAttributes": asked}
    answer = cluster.call("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {**review, "spec": spec})
    return bool(answer["status"]["allowed"])


CORE = {"pods", "nodes", "events", "configmaps", "secrets", "services", "serviceaccounts", "namespaces"}


def test_agents_read_and_do_nothing_else(bound: Cluster):
    """Neither Secrets, nor a shell in a pod, nor any write; asked of the API server's own authorizer."""
    assert [what for what in READ if not may(bound, "list", what)] == []
    assert [what for what in NEVER_READ if may(bound, "get", what) or may(bound, "create", what)] == []
    assert [(verb, what) for verb in WRITES for what in (*READ, "secrets") if may(bound, verb, what)] == []
    assert not may(bound, "create", "serviceaccounts/token", "firstmate")


def test_every_secret_stays_unread_in_system_namespaces_too(bound: Cluster):
    """Not listed, not watched, not read by name."""
    assert not any(may(bound, verb, "secrets", "kube-system") for verb in ("get", "list", "watch"))
