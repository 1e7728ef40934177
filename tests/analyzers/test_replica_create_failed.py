"""replica-create-failed: refusals that no other rule knows, except those that end by themselves."""

from __future__ import annotations

import pytest

from firstmate.analyzers.replica_create_failed import check
from tests.support.build import event, facts_of, healthy_app, obj
from tests.support.refused import refused_deployment


@pytest.mark.parametrize(
    "words",
    [
        'pods "web-x" is forbidden: no PriorityClass with name high was found',
        'Pod "web-x" is invalid: spec.containers[0].volumeMounts[0].name: Not found: "data"',
    ],
)
def test_an_unknown_refusal_is_told_in_its_own_words(words):
    """What is not understood is quoted, not interpreted."""
    found = list(check(facts_of(*refused_deployment(words))))

    assert [str(f.object) for f in found] == ["Deployment/shop/web"]
    assert words in found[0].evidence[0].value


def test_a_condition_tells_where_events_are_gone():
    """Events last an hour; the ReplicaFailure condition stays."""
    asked, short, _ = refused_deployment("")
    failure = {"type": "ReplicaFailure", "status": "True", "message": 'pods "web-x" is forbidden: no PriorityClass'}
    short["status"]["conditions"] = [failure]

    assert len(list(check(facts_of(asked, short)))) == 1


def test_a_job_that_never_got_a_pod_is_told():
    """A Job tells its refusals itself."""
    job = obj("Job", "import", spec={"completions": 1}, status={})
    told = event(job, "FailedCreate", 'Error creating: Pod "import-x" is invalid: spec.containers: Required value')

    assert [str(f.object) for f in check(facts_of(job, told))] == ["Job/shop/import"]


@pytest.mark.parametrize(
    "words",
    [
        'pods "web-x" is forbidden: unable to create new content in namespace shop because it is being terminated',
        "etcdserver: request timed out",
        'pods "web-x" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1',
    ],
)
def test_passing_and_known_refusals_are_quiet(words):
    """What ends by itself, and what has its own rule."""
    assert list(check(facts_of(*refused_deployment(words)))) == []


def test_a_finished_job_is_quiet():
    """Its refusal of before is over."""
    job = obj("Job", "import", status={"succeeded": 1, "conditions": [{"type": "Complete", "status": "True"}]})

    assert list(check(facts_of(job, event(job, "FailedCreate", "Error creating: x")))) == []


def test_a_healthy_workload_is_quiet():
    """Nothing is missing."""
    assert list(check(facts_of(*healthy_app()))) == []
