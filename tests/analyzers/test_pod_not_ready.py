"""pod-not-ready: the symptom for pods that no workload answers for."""

from __future__ import annotations

from firstmate.analyzers.pod_not_ready import check
from tests.support.build import JUST_NOW, deployment, facts_of, merged, pod, replicaset


def test_a_bare_pod_that_is_not_ready_is_told():
    """Nobody else would miss it."""
    (finding,) = check(facts_of(pod(owned=False, ready=False)))

    assert finding.object.kind == "Pod"


def test_a_tasks_pod_that_cannot_start_is_told():
    """It belongs to a Job, and has been pending for an hour."""
    owner = {"ownerReferences": [{"kind": "Job", "name": "backup", "controller": True}]}
    task = pod(owned=False, ready=False, metadata=owner, status={"phase": "Pending"})

    assert [str(f.object) for f in check(facts_of(task))] == ["Job/shop/backup"]


def test_a_tasks_pod_at_work_is_quiet():
    """Nobody asks a task whether it is ready."""
    assert not list(check(facts_of(merged(pod(owned=False, ready=False), {"spec": {"restartPolicy": "Never"}}))))


def test_a_deployments_pod_is_another_rule():
    """The workload is told as unavailable."""
    assert not list(check(facts_of(deployment(ready=0), replicaset(), pod(ready=False))))


def test_a_pod_that_was_just_made_is_quiet():
    """It is starting."""
    assert not list(check(facts_of(pod(owned=False, ready=False, metadata={"creationTimestamp": JUST_NOW}))))
