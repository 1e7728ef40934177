"""missing-pull-secret: pull Secrets that nobody needs, for now."""

from __future__ import annotations

from firstmate.analyzers.missing_pull_secret import check
from firstmate.findings import Severity
from tests.support.build import deployment, facts_of, obj, pod, pod_spec, replicaset, waiting_pod

TEMPLATE = {"spec": {"template": {"spec": pod_spec() | {"imagePullSecrets": [{"name": "regcred"}]}}}}


def test_a_missing_pull_secret_is_told_without_alarm():
    """The pods run: it is worth knowing, not worth waking up."""
    (finding,) = check(facts_of(deployment(**TEMPLATE), replicaset(), pod()))

    assert "regcred" in finding.claim
    assert finding.severity is Severity.INFO


def test_every_workload_that_names_it_is_told():
    """The cure is in each manifest."""
    facts = facts_of(deployment(**TEMPLATE), replicaset(), pod(), deployment("api", **TEMPLATE))

    assert len(list(check(facts))) == 2


def test_a_failing_pull_is_another_rule():
    """Then the registry's refusal is what counts, and it names the Secret too."""
    waits = waiting_pod("ErrImagePull", "unauthorized: authentication required")

    assert not list(check(facts_of(deployment(ready=0, **TEMPLATE), replicaset(), waits)))


def test_a_secret_that_is_there_is_quiet():
    """As it should be."""
    assert not list(check(facts_of(deployment(**TEMPLATE), replicaset(), pod(), obj("Secret", "regcred"))))


def test_a_workload_that_is_switched_off_is_quiet():
    """It pulls nothing."""
    assert not list(check(facts_of(deployment(replicas=0, ready=0, **TEMPLATE))))
