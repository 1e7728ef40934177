"""workload-cannot-fit: larger than any node, told before a pod waits."""

from __future__ import annotations

from firstmate.analyzers.workload_cannot_fit import check
from tests.support.build import deployment, facts_of, merged, node, obj, pod_spec, replicaset, unscheduled_pod


def asking(name="web", replicas=0, **requests):
    """A Deployment with requests, scaled to zero."""
    base = deployment(name, replicas=replicas, ready=0)
    container = merged(base["spec"]["template"]["spec"]["containers"][0], {"resources": {"requests": requests}})
    base["spec"]["template"]["spec"] = {"containers": [container]}
    return base


SMALL = node(status={"allocatable": {"cpu": "1", "memory": "900Mi", "pods": "110"}})


def test_more_memory_than_the_largest_node_is_told():
    """A 1 GB board and a 2 GiB request."""
    (found,) = check(facts_of(asking(memory="2Gi"), SMALL))

    assert "2Gi" in found.claim and "900Mi" in found.claim


def test_cronjobs_are_looked_at_between_their_runs():
    """Tonight's run cannot be placed."""
    template = {"spec": {"template": {"spec": pod_spec("backup", resources={"requests": {"cpu": "6"}})}}}
    cronjob = obj("CronJob", "backup", spec={"schedule": "0 3 * * *", "jobTemplate": template})

    assert [f.object.kind for f in check(facts_of(cronjob, SMALL))] == ["CronJob"]


def test_only_nodes_that_it_may_use_count():
    """The large node has another architecture."""
    wants_arm = asking(memory="2Gi")
    wants_arm["spec"]["template"]["spec"]["nodeSelector"] = {"kubernetes.io/arch": "arm64"}
    large = node("node-2", metadata={"labels": {"kubernetes.io/arch": "amd64"}})

    assert list(check(facts_of(wants_arm, SMALL, large)))


def test_a_pod_that_waits_says_it_itself():
    """Then the scheduler's verdict is the better finding."""
    waiting = unscheduled_pod("0/1 nodes are available: 1 Insufficient memory.")

    assert not list(check(facts_of(asking(replicas=1, memory="2Gi"), replicaset(), waiting, SMALL)))


def test_what_fits_is_well():
    """Full nodes are another matter: they may be emptied."""
    assert not list(check(facts_of(asking(memory="512Mi"), SMALL)))


def test_without_nodes_nothing_is_said():
    """They were not read, or there are none."""
    assert not list(check(facts_of(asking(memory="2Gi"))))
