"""application-destination-unknown: a cluster that Argo CD does not know."""

from __future__ import annotations

import pytest

from firstmate.analyzers.application_destination_unknown import check
from tests.support.build import facts_of
from tests.support.gitops import application, complaining


@pytest.mark.parametrize(
    "words",
    [
        "unable to find destination server: there are no clusters with this name: edge",
        "cluster 'https://10.0.0.9:6443' has not been configured",
        "application destination server is missing",
    ],
)
def test_argo_cds_words_are_understood(words):
    """Wordings of several versions and tools."""
    (found,) = check(facts_of(complaining("InvalidSpecError", words)))

    assert str(found.object) == "Application/argocd/shop"
    assert found.evidence[0].value == words


@pytest.mark.parametrize(
    "words",
    [
        "application destination server 'https://x' and namespace 'y' do not match any of the allowed destinations "
        "in project 'media'",
        "rpc error: code = Unknown desc = failed to list refs: repository not found",
    ],
)
def test_other_troubles_are_other_rules(words):
    """One trouble is told once, by the rule that knows it."""
    assert not list(check(facts_of(complaining("InvalidSpecError", words))))


def test_a_synced_application_is_well():
    """Nothing is wrong with it."""
    assert not list(check(facts_of(application())))
