"""limit-range-refused: requests outside a LimitRange, in the API server's words, while pods are missing."""

from __future__ import annotations

import pytest

from firstmate.analyzers.limit_range_refused import check
from tests.support.build import facts_of, healthy_app
from tests.support.refused import refused_deployment

WORDS = [
    'pods "web-x" is forbidden: maximum memory usage per Container is 512Mi, but limit is 1Gi',
    'pods "web-x" is forbidden: [minimum cpu usage per Pod is 100m, but request is 50m]',
    'pods "web-x" is forbidden: cpu max limit to request ratio per Container is 2, but provided ratio is 4.000000',
]


@pytest.mark.parametrize("words", WORDS)
def test_requests_out_of_bounds_are_told_of_the_workload(words):
    """Maximum, minimum and ratio are the three bounds of a LimitRange."""
    found = list(check(facts_of(*refused_deployment(words))))

    assert [str(f.object) for f in found] == ["Deployment/shop/web"]
    assert found[0].evidence[0].value.endswith(words)


def test_other_refusals_are_other_rules():
    """A quota is not a LimitRange."""
    words = 'pods "web-x" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1'

    assert list(check(facts_of(*refused_deployment(words)))) == []


def test_a_workload_that_got_its_pods_is_quiet():
    """The event of before the correction is no evidence of now."""
    assert list(check(facts_of(*healthy_app(), refused_deployment(WORDS[0])[2]))) == []
