"""A cluster that is not fit itself: what of it concerns the manifests, and how much."""

from __future__ import annotations

import pytest

from firstmate.snapshot.series import Metric, Series
from tests.preflight.cases import answer, app, codes, written
from tests.preflight.test_attic_cache import crashing
from tests.support.build import merged, node, obj, pod

PODS = {"operations": ["CREATE"], "apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"]}
DEPLOYMENTS = {"operations": ["*"], "apiGroups": ["apps"], "apiVersions": ["*"], "resources": ["deployments"]}
SECRETS = {"operations": ["CREATE"], "apiGroups": [""], "apiVersions": ["v1"], "resources": ["secrets"]}
DELETION = {**PODS, "operations": ["DELETE"]}
SELECTOR = {"namespaceSelector": {"matchLabels": {"guarded": "yes"}}}


def webhook(rule, policy="Fail", **more):
    """A configuration whose Service does not exist."""
    client = {"service": {"namespace": "policy", "name": "judge"}}
    one = {"name": "judge.example.com", "clientConfig": client, "failurePolicy": policy, "rules": [rule], **more}
    return obj("ValidatingWebhookConfiguration", "judge", webhooks=[one])


def component(name):
    """A static pod of the control plane that crashes."""
    return merged(pod(name, owned=False), crashing(name, 12))


@pytest.mark.parametrize(
    ("configuration", "expected"),
    [
        (webhook(PODS), [("webhook-silent", "blocker")]),
        (webhook(DEPLOYMENTS), [("webhook-silent", "blocker")]),
        (webhook(PODS, **SELECTOR), [("webhook-silent", "warning")]),
        (webhook(SECRETS), []),
        (webhook(DELETION), []),
        (webhook(PODS, policy="Ignore"), []),
    ],
)
def test_a_webhook_that_nobody_answers_for_matters_to_what_it_is_about(configuration, expected):
    """A Deployment is refused by a webhook of its own kind, its pods by one of theirs."""
    assert codes(answer(app(), configuration)) == expected


def test_a_crashing_component_beside_one_that_works_is_a_warning():
    """One of two schedulers is enough to place pods."""
    well = pod("kube-scheduler-node-2", owned=False, metadata={"namespace": "kube-system"})

    assert codes(answer(app(), component("kube-scheduler"))) == [("control-plane", "blocker")]
    both = answer(app(), component("kube-scheduler"), well)
    assert codes(both) == [("control-plane", "warning")]


def test_another_pod_that_crashes_is_none_of_the_manifests_business():
    """Nor is one of kube-system that is no part of the control plane."""
    assert codes(answer(app(), component("metrics-agent"))) == []


@pytest.mark.parametrize(("free", "expected"), [(0.32, [("node-disk", "warning")]), (0.5, [])])
def test_a_disk_two_thirds_full_is_told(free, expected):
    """By what Prometheus measured."""
    series = (Series(Metric.FREE_SHARE, "node-1", (free,), kind="Node", part="/"),)

    assert codes(answer(app(), series=series)) == expected


@pytest.mark.parametrize(
    ("size", "used", "disk", "expected"),
    [
        (30e9, False, "120G", [("node-images", "warning")]),
        (30e9, True, "120G", []),
        (10e9, False, "120G", []),
        (21e9, False, None, [("node-images", "warning")]),
        (19e9, False, None, []),
    ],
)
def test_images_that_no_pod_uses_are_told_where_they_are_much(size, used, disk, expected):
    """A fifth of the disk, or 20 GB; what a pod of the node uses does not count."""
    names = ["docker.io/library/nginx:1.27", "docker.io/library/nginx@sha256:00"]
    status = {"images": [{"names": names, "sizeBytes": int(size)}]}
    here = node("node-9", status=merged(status, {"capacity": {"ephemeral-storage": disk}} if disk else {}))
    container = {"name": "x", "image": "nginx:1.27" if used else "nginx:1.28"}
    neighbour = pod("x", owned=False, spec={"nodeName": "node-9", "containers": [container]})

    assert codes(answer(written("Service"), here, neighbour)) == expected
