"""Pods that are made again, and what has ended, on the practice cluster."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.services.actions.kit import World, refusal, world

PODS = "/api/v1/namespaces/dev/pods"
JOBS = "/apis/batch/v1/namespaces/dev/jobs"
IMAGE = "docker.io/library/nginx:1.27.4-alpine"
TEMPLATE = {"spec": {"restartPolicy": "Never", "containers": [{"name": "c", "image": IMAGE}]}}
OWNED = {"annotations": {"argocd.argoproj.io/tracking-id": "home:batch/Job:dev/x"}}


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def make(practice: World, path: str, body: dict[str, Any]) -> None:
    status, answer = practice.kit.call("POST", path, body)
    assert status == 201, answer


def make_job(practice: World, name: str, condition: str, at: str, **metadata: Any) -> None:
    """A job that has ended so, or that runs ("")."""
    spec = {"suspend": True, "template": TEMPLATE}
    body = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name, **metadata}, "spec": spec}
    make(practice, JOBS, body)
    conditions = [{"type": condition, "status": "True", "lastTransitionTime": at}] if condition else []
    practice.kit.patch(f"{JOBS}/{name}/status", {"status": {"conditions": conditions}}, "merge-patch")


def make_pod(practice: World, name: str, phase: str, kind: str = "") -> None:
    """A pod that ended so, made by a controller of that kind, or by nothing."""
    owner = {"apiVersion": "v1", "kind": kind, "name": "x", "uid": "x", "controller": True}
    metadata = {"name": name, **({"ownerReferences": [owner]} if kind else {})}
    make(practice, PODS, {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {**TEMPLATE["spec"]}})
    practice.kit.patch(f"{PODS}/{name}/status", {"status": {"phase": phase}}, "merge-patch")


def names(practice: World, path: str) -> set[str]:
    return {each["metadata"]["name"] for each in practice.kit.get(path)["items"]}


def a_pod(practice: World) -> str:
    name: str = practice.kit.pods("dev", "web-")[0]["metadata"]["name"]
    return name


# ---- one pod -------------------------------------------------------------------------------------------------------


def test_a_pod_is_deleted_and_its_controller_makes_another(practice):
    """The plan names who does that."""
    pod = {"namespace": "dev", "name": a_pod(practice)}
    call, plan = practice.planned("kubectl.delete-pod", pod)
    assert plan.commands == (f"kubectl delete pod {pod['name']} -n dev",)
    assert plan.shows == f"ReplicaSet {pod['name'].rpartition('-')[0]} makes it again"
    assert practice.happened("kubectl.delete-pod", call) is None
    output = practice.again("kubectl.delete-pod", call)
    assert practice.happened("kubectl.delete-pod", call) == output
    practice.kit.pass_time(60)
    assert a_pod(practice) != pod["name"]


def test_a_bare_pod_is_not_deleted(practice):
    """Nothing would make it again."""
    make_pod(practice, "bare", "Running")
    told = refusal(lambda: practice.planned("kubectl.delete-pod", {"namespace": "dev", "name": "bare"}))
    assert told == "pod dev/bare is a bare pod: nothing makes it again"


def test_a_static_pod_is_not_deleted(practice):
    """Its node keeps it, whatever the API says."""
    make_pod(practice, "static", "Running", "Node")
    told = refusal(lambda: practice.planned("kubectl.delete-pod", {"namespace": "dev", "name": "static"}))
    assert told.startswith("pod dev/static is a static pod")


def test_another_pod_of_the_same_name_is_not_deleted(practice):
    """A StatefulSet gives the name again: the uid tells them apart."""
    pod = {"namespace": "dev", "name": "api-db-0"}
    call, _ = practice.planned("kubectl.delete-pod", pod)
    practice.kubectl("kubectl delete pod api-db-0 -n dev --wait=false")
    practice.kit.pass_time(60)
    told = refusal(lambda: practice.again("kubectl.delete-pod", call))
    assert told == "pod dev/api-db-0 is gone, or was made anew, since this was planned"
    assert practice.happened("kubectl.delete-pod", call)


def test_there_has_to_be_such_a_pod(practice):
    """One sentence names it."""
    told = refusal(lambda: practice.planned("kubectl.delete-pod", {"namespace": "dev", "name": "nobody"}))
    assert told == "there is no pod dev/nobody"


# ---- what has ended ------------------------------------------------------------------------------------------------


def test_complete_jobs_that_are_old_enough_are_cleared(practice):
    """Not those that run, that failed, that ended just now, or that Argo CD would run again."""
    make_job(practice, "old", "Complete", "2026-01-01T00:00:00Z")
    make_job(practice, "young", "Complete", "2999-01-01T00:00:00Z")
    make_job(practice, "failed", "Failed", "2026-01-01T00:00:00Z")
    make_job(practice, "runs", "", "")
    make_job(practice, "owned", "Complete", "2026-01-01T00:00:00Z", **OWNED)
    old = {"namespace": "dev", "older_than": "1h"}
    call, plan = practice.planned("kubectl.clear-jobs", old)
    assert plan.commands == ("kubectl delete job old -n dev",)
    assert practice.happened("kubectl.clear-jobs", call) is None
    output = practice.again("kubectl.clear-jobs", call)
    assert output == {"cleared": ["old"]} == practice.happened("kubectl.clear-jobs", call)
    assert names(practice, JOBS) == {"young", "failed", "runs", "owned"}
    assert practice.do("kubectl.clear-jobs", {**old, "failed": True}) == {"cleared": ["failed"]}


def test_pods_that_ended_are_cleared_but_for_evidence(practice):
    """Evicted ones and what is done; a bare pod that failed and the pods of jobs still have something to tell."""
    before = names(practice, PODS)
    make_pod(practice, "evicted", "Failed", "ReplicaSet")
    make_pod(practice, "done", "Succeeded")
    make_pod(practice, "bare", "Failed")
    make_pod(practice, "of-job", "Succeeded", "Job")
    call, plan = practice.planned("kubectl.clear-pods", {"namespace": "dev"})
    assert plan.commands == ("kubectl delete pod done evicted -n dev",)
    assert practice.happened("kubectl.clear-pods", call) is None
    output = practice.again("kubectl.clear-pods", call)
    assert output == {"cleared": ["done", "evicted"]} == practice.happened("kubectl.clear-pods", call)
    assert names(practice, PODS) == {*before, "bare", "of-job"}


def test_clearing_goes_on_where_it_was_interrupted_and_spares_what_was_made_anew(practice):
    """What has the name of something that is gone is something else."""
    for name in ("a", "b", "c"):
        make_job(practice, name, "Complete", "2026-01-01T00:00:00Z")
    call, _ = practice.planned("kubectl.clear-jobs", {"namespace": "dev"})
    for name in ("a", "b"):
        practice.kubectl(f"kubectl delete job {name} -n dev")
    make_job(practice, "b", "", "")
    assert practice.happened("kubectl.clear-jobs", call) is None
    practice.again("kubectl.clear-jobs", call)
    assert names(practice, JOBS) == {"b"}


def test_so_many_at_once_are_judged_in_small_groups(practice):
    """The guard looks after each of three names, and after none of a hundred."""
    for number in range(7):
        make_job(practice, f"job-{number}", "Complete", "2026-01-01T00:00:00Z")
    _, plan = practice.planned("kubectl.clear-jobs", {"namespace": "dev"})
    assert [line.count(" job-") for line in plan.commands] == [3, 3, 1]


def test_where_nothing_has_ended_there_is_no_command(practice):
    """And nothing is done."""
    _, plan = practice.planned("kubectl.clear-jobs", {"namespace": "dev"})
    assert plan.commands == ()
    assert practice.do("kubectl.clear-pods", {"namespace": "dev"}) == {"cleared": []}
