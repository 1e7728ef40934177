"""quota-memory: refused pods, and nothing that is over, well or of another resource."""

from __future__ import annotations

from firstmate.analyzers.quota_memory import check
from tests.support.build import facts_of, healthy_app
from tests.support.refused import quota, refused_deployment

REFUSED = (
    'pods "web-5d8c7b9f4-x2x4z" is forbidden: exceeded quota: limits, '
    "requested: limits.memory=512Mi, used: limits.memory=3840Mi, limited: limits.memory=4Gi"
)
FULL = quota(hard={"limits.memory": "4Gi"}, used={"limits.memory": "3840Mi"})


def test_a_refused_pod_blames_the_quota():
    """The API server's refusal decides; the quota is the object and the workload is what it explains."""
    found = list(check(facts_of(*refused_deployment(REFUSED), FULL)))

    assert [str(f.object) for f in found] == ["ResourceQuota/shop/limits"]
    assert [str(r) for r in found[0].explains] == ["Deployment/shop/web"]
    assert "limits.memory" in found[0].claim and "Deployment web" in found[0].claim


def test_repeated_refusals_are_one_finding():
    """Events that were combined, and a second workload, add up to one finding of the quota."""
    combined = f"(combined from similar events): Error creating: {REFUSED}"
    facts = facts_of(*refused_deployment(combined), *refused_deployment(REFUSED, "api"), FULL)

    assert len(list(check(facts))) == 1


def test_a_quota_raised_since_is_quiet():
    """The controller will try again; what the event says is over."""
    raised = quota(hard={"limits.memory": "8Gi"}, used={"limits.memory": "3840Mi"})

    assert list(check(facts_of(*refused_deployment(REFUSED), raised))) == []


def test_a_full_quota_that_refuses_nothing_is_quiet():
    """Using all that one may is no fault."""
    assert list(check(facts_of(*healthy_app(), FULL))) == []


def test_another_resource_is_another_rule():
    """Each family of resources has its own rule."""
    other = REFUSED.replace("limits.memory", "count/secrets")

    assert list(check(facts_of(*refused_deployment(other)))) == []


def test_a_refusal_that_is_over_is_quiet():
    """A Deployment that got its pod in the end is well, whatever its old events say."""
    told = refused_deployment(REFUSED)[2]

    assert list(check(facts_of(*healthy_app(), told, FULL))) == []
