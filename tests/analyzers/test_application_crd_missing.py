"""application-crd-missing: a kind that the cluster does not know."""

from __future__ import annotations

import pytest

from firstmate.analyzers.application_crd_missing import check
from tests.support.build import facts_of
from tests.support.gitops import application, failed


@pytest.mark.parametrize(
    "words",
    [
        "The Kubernetes API could not find monitoring.coreos.com/ServiceMonitor for requested resource shop/web. "
        'Make sure the "ServiceMonitor" CRD is installed on the destination cluster.',
        'one or more objects failed to apply, reason: no matches for kind "Certificate" in version '
        '"cert-manager.io/v1"',
        'resource mapping not found for name: "web" namespace: "shop": no matches for kind "Rollout" in version '
        '"argoproj.io/v1alpha1"',
        "the server could not find the requested resource",
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
        'one or more objects failed to apply, reason: Deployment.apps "web" is invalid: spec.selector: field is '
        "immutable",
        'namespaces "shop" not found',
    ],
)
def test_other_troubles_are_other_rules(words):
    """One trouble is told once, by the rule that knows it."""
    assert not list(check(facts_of(failed(words))))


def test_a_synced_application_is_well():
    """Nothing is wrong with it."""
    assert not list(check(facts_of(application())))
