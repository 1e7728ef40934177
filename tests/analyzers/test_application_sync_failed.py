"""application-sync-failed: what the cluster refused."""

from __future__ import annotations

import pytest

from firstmate.analyzers.application_sync_failed import check
from tests.support.build import facts_of
from tests.support.gitops import application, failed


@pytest.mark.parametrize(
    "words",
    [
        'one or more objects failed to apply, reason: Deployment.apps "web" is invalid: spec.selector: Invalid '
        "value: field is immutable",
        "one or more synchronization tasks completed unsuccessfully",
        'namespaces "shop" not found',
    ],
)
def test_argo_cds_words_are_understood(words):
    """Wordings of several versions and tools."""
    (found,) = check(facts_of(failed(words)))

    assert str(found.object) == "Application/argocd/shop"
    assert found.evidence[0].value == words


@pytest.mark.parametrize(
    "words",
    [
        "The Kubernetes API could not find monitoring.coreos.com/ServiceMonitor for requested resource shop/web. "
        'Make sure the "ServiceMonitor" CRD is installed on the destination cluster.',
        "resource :Namespace is not permitted in project media",
    ],
)
def test_other_troubles_are_other_rules(words):
    """One trouble is told once, by the rule that knows it."""
    assert not list(check(facts_of(failed(words))))


def test_a_synced_application_is_well():
    """Nothing is wrong with it."""
    assert not list(check(facts_of(application())))


def test_a_sync_that_tries_again_is_failing():
    """Running, with retries."""
    words = "one or more objects failed to apply. Retrying attempt #3 at 12:01PM."
    (found,) = check(facts_of(failed(words, "Running", retryCount=3)))

    assert "3 retries" in found.claim


def test_the_refused_resource_is_the_evidence():
    """The result names it, the message does not."""
    refused = {
        "kind": "Service",
        "namespace": "shop",
        "name": "web",
        "status": "SyncFailed",
        "message": "port is taken",
    }
    (found,) = check(facts_of(failed("one or more tasks failed", syncResult={"resources": [refused]})))

    assert found.evidence[0].value == "port is taken"


def test_a_failure_that_was_overcome_is_over():
    """It is in sync now."""
    overcome = application(status={"operationState": {"phase": "Failed", "message": "x"}})

    assert not list(check(facts_of(overcome)))
