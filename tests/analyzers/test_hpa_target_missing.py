"""hpa-target-missing: autoscalers of what is not there."""

from __future__ import annotations

from firstmate.analyzers.hpa_target_missing import check
from firstmate.snapshot.listing import Missing, Why
from tests.support.build import facts_of, healthy_app
from tests.support.scaling import hpa

FAILED = {
    "type": "AbleToScale",
    "status": "False",
    "reason": "FailedGetScale",
    "message": 'the HPA controller was unable to get the target\'s current scale: deployments.apps "web" not found',
}


def test_a_target_that_does_not_exist_is_told():
    """It was renamed, and the autoscaler was not."""
    found = list(check(facts_of(hpa())))

    assert [str(f.object) for f in found] == ["HorizontalPodAutoscaler/shop/web"]
    assert "Deployment web" in found[0].claim


def test_the_controllers_word_counts_for_kinds_that_are_not_read():
    """A Rollout of Argo is judged by the condition."""
    made = hpa(FAILED, spec={"scaleTargetRef": {"kind": "Rollout", "name": "web"}})

    assert len(list(check(facts_of(made)))) == 1


def test_a_target_that_exists_is_quiet():
    """And a condition of before it was made does not matter."""
    assert list(check(facts_of(*healthy_app(), hpa(FAILED)))) == []


def test_targets_that_could_not_be_read_are_not_called_missing():
    """Not knowing is not absence."""
    assert list(check(facts_of(hpa(), unread={"deployments": Missing(Why.FORBIDDEN)}))) == []
