"""application-repo-unreachable: address, credentials, revision, DNS, certificates."""

from __future__ import annotations

import pytest

from firstmate.analyzers.application_repo_unreachable import check
from tests.support.build import facts_of
from tests.support.gitops import application, complaining, failed


@pytest.mark.parametrize(
    "words",
    [
        "rpc error: code = Unknown desc = failed to list refs: repository not found",
        "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc "
        "= authentication required",
        "rpc error: code = Unknown desc = unable to resolve 'v9' to a commit SHA",
        "failed to get git client for repo: dial tcp: lookup git.example on 10.96.0.10:53: no such host",
        "rpc error: code = DeadlineExceeded desc = context deadline exceeded",
        'failed to fetch chart: failed to get index: Get "https://charts.example/index.yaml": x509: certificate '
        "signed by unknown authority",
    ],
)
def test_argo_cds_words_are_understood(words):
    """Wordings of several versions and tools."""
    (found,) = check(facts_of(complaining("ComparisonError", words)))

    assert str(found.object) == "Application/argocd/shop"
    assert found.evidence[0].value == words


@pytest.mark.parametrize(
    "words",
    [
        "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc "
        "= `helm template . --name-template shop` failed exit status 1: Error: execution error",
        "rpc error: code = Unknown desc = Manifest generation error (cached): deploy: app path does not exist",
    ],
)
def test_other_troubles_are_other_rules(words):
    """One trouble is told once, by the rule that knows it."""
    assert not list(check(facts_of(complaining("ComparisonError", words))))


def test_a_synced_application_is_well():
    """Nothing is wrong with it."""
    assert not list(check(facts_of(application())))


def test_a_refused_webhook_is_no_repository():
    """In a sync, "connection refused" comes from the cluster."""
    words = 'Internal error occurred: failed calling webhook "x": dial tcp 10.0.0.1:443: connect: connection refused'

    assert not list(check(facts_of(failed(words))))


def test_a_sync_that_failed_for_the_comparison_counts():
    """The operation repeats the condition's words."""
    assert list(check(facts_of(failed("ComparisonError: failed to list refs: repository not found", "Error"))))
