"""hpa-at-maximum: autoscalers that would make more; never those at their minimum."""

from __future__ import annotations

import pytest

from firstmate.analyzers.hpa_at_maximum import check
from tests.support.build import facts_of, healthy_app
from tests.support.scaling import hpa

MORE = {"type": "ScalingLimited", "status": "True", "reason": "TooManyReplicas", "message": "more than the maximum"}
FEWER = MORE | {"reason": "TooFewReplicas", "message": "fewer than the minimum"}
AT_MOST = {"currentReplicas": 3, "desiredReplicas": 3}


def test_an_autoscaler_at_its_maximum_that_wants_more_is_told():
    """The number is in the claim."""
    found = list(check(facts_of(*healthy_app(), hpa(MORE, status=AT_MOST))))

    assert [str(f.object) for f in found] == ["HorizontalPodAutoscaler/shop/web"]
    assert "maximum of 3" in found[0].claim


def test_the_way_back_is_told():
    """Raising the maximum can be undone."""
    remedy = next(check(facts_of(hpa(MORE, status=AT_MOST)))).remedies[0]

    assert '"maxReplicas":6' in remedy.command and '"maxReplicas":3' in remedy.undo


@pytest.mark.parametrize(
    "made",
    [
        hpa(FEWER),
        hpa(MORE | {"status": "False", "reason": "DesiredWithinRange"}, status=AT_MOST),
        hpa(MORE, status={"currentReplicas": 2}),
        hpa(MORE, spec={"minReplicas": 3}, status=AT_MOST),
    ],
    ids=["at minimum", "at maximum and content", "on its way", "fixed size"],
)
def test_autoscalers_that_do_as_they_may_are_quiet(made):
    """Being at the minimum is how most of them spend the night."""
    assert list(check(facts_of(*healthy_app(), made))) == []
