"""application-manifest-invalid: path, template, YAML."""

from __future__ import annotations

import pytest

from firstmate.analyzers.application_manifest_invalid import check
from tests.support.build import facts_of
from tests.support.gitops import application, complaining


@pytest.mark.parametrize(
    "words",
    [
        "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc "
        "= `helm template . --name-template shop` failed exit status 1: Error: execution error",
        "rpc error: code = Unknown desc = Manifest generation error (cached): deploy: app path does not exist",
        "rpc error: code = Unknown desc = `kustomize build deploy` failed exit status 1: Error: accumulating resources",
        "failed to unmarshal manifest: error converting YAML to JSON: yaml: line 3: did not find expected key",
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
        "rpc error: code = Unknown desc = failed to list refs: repository not found",
        "rpc error: code = Unknown desc = Failed to load target state: failed to generate manifest: authentication "
        "required",
    ],
)
def test_other_troubles_are_other_rules(words):
    """One trouble is told once, by the rule that knows it."""
    assert not list(check(facts_of(complaining("ComparisonError", words))))


def test_a_synced_application_is_well():
    """Nothing is wrong with it."""
    assert not list(check(facts_of(application())))
