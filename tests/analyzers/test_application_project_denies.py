"""application-project-denies: source, destination or kind."""

from __future__ import annotations

import pytest

from firstmate.analyzers.application_project_denies import check
from tests.support.build import facts_of
from tests.support.gitops import application, complaining, failed


@pytest.mark.parametrize(
    "words",
    [
        "application repo https://git.example/shop.git is not permitted in project 'media'",
        "application destination server 'https://kubernetes.default.svc' and namespace 'shop' do not match any of "
        "the allowed destinations in project 'media'",
        "Application referencing project media which does not exist",
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
        "unable to find destination server: there are no clusters with this name: edge",
        "spec.source.repoURL and either spec.source.path or spec.source.chart are required",
    ],
)
def test_other_troubles_are_other_rules(words):
    """One trouble is told once, by the rule that knows it."""
    assert not list(check(facts_of(complaining("InvalidSpecError", words))))


def test_a_synced_application_is_well():
    """Nothing is wrong with it."""
    assert not list(check(facts_of(application())))


def test_a_kind_that_the_project_excludes_is_told_by_the_sync():
    """Cluster-wide kinds are not allowed by default."""
    assert list(check(facts_of(failed("resource :Namespace is not permitted in project media"))))
