"""quota-other: extended resources, object counts, unstated requests; not the families with a rule of their own."""

from __future__ import annotations

import pytest

from firstmate.analyzers.quota_other import check
from tests.support.build import facts_of, healthy_app
from tests.support.refused import quota, refused_deployment


def exceeded(resource: str) -> str:
    return (
        f'pods "web-5d8c7b9f4-x2x4z" is forbidden: exceeded quota: limits, requested: {resource}=1, '
        f"used: {resource}=2, limited: {resource}=2"
    )


@pytest.mark.parametrize("resource", ["requests.nvidia.com/gpu", "requests.ephemeral-storage"])
def test_other_resources_are_told_of_the_quota(resource):
    """GPUs and ephemeral storage have no rule of their own."""
    full = quota(hard={resource: "2"}, used={resource: "2"})

    found = list(check(facts_of(*refused_deployment(exceeded(resource)), full)))

    assert [str(f.object) for f in found] == ["ResourceQuota/shop/limits"]
    assert resource in found[0].claim


def test_requests_that_a_quota_demands_and_a_pod_does_not_state_are_told():
    """A quota on CPU refuses every pod that does not say how much it wants."""
    words = 'pods "web-x" is forbidden: failed quota: limits: must specify limits.cpu for: web; requests.cpu for: web'

    found = list(check(facts_of(*refused_deployment(words))))

    assert "must" not in found[0].claim and "limits.cpu" in found[0].claim
    assert [str(r) for r in found[0].explains] == ["Deployment/shop/web"]


@pytest.mark.parametrize("resource", ["requests.cpu", "limits.memory", "pods", "services", "requests.storage"])
def test_families_with_a_rule_are_quiet_here(resource):
    """They are told by their own rules."""
    full = quota(hard={resource: "2"}, used={resource: "2"})

    assert list(check(facts_of(*refused_deployment(exceeded(resource)), full))) == []


def test_a_healthy_namespace_with_quotas_is_quiet():
    """A quota that refuses nothing is no finding."""
    assert list(check(facts_of(*healthy_app(), quota(hard={"count/secrets": "1"}, used={"count/secrets": "1"})))) == []
