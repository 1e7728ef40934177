"""hpa-no-metrics: autoscalers that cannot read what they scale by."""

from __future__ import annotations

import pytest

from firstmate.analyzers.hpa_no_metrics import check
from tests.support.build import JUST_NOW, facts_of, healthy_app
from tests.support.scaling import hpa

SILENT = (
    "the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for "
    "resource "
    "cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource"
)
UNSTATED = "failed to get cpu utilization: missing request for cpu in container web of Pod web-5d8c7b9f4-abcde"


def blind(reason: str = "FailedGetResourceMetric", message: str = SILENT, **parts):
    return hpa({"type": "ScalingActive", "status": "False", "reason": reason, "message": message}, **parts)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (blind(), "metrics-server"),
        (blind(message=UNSTATED), "state no requests"),
        (blind("FailedGetPodsMetric", "no metrics returned from custom metrics API"), "no metrics for the pods"),
        (blind("InvalidMetricSourceType", "unknown metric source"), "gets no metrics"),
    ],
)
def test_an_autoscaler_without_metrics_is_told_with_the_reason(made, words):
    """The metrics API is silent, or requests are not stated."""
    found = list(check(facts_of(*healthy_app(), made)))

    assert [str(f.object) for f in found] == ["HorizontalPodAutoscaler/shop/web"]
    assert words in found[0].claim


@pytest.mark.parametrize(
    "made",
    [
        hpa({"type": "ScalingActive", "status": "True", "reason": "ValidMetricFound"}),
        blind("ScalingDisabled", "scaling is disabled since the replica count of the target is zero"),
        blind(metadata={"creationTimestamp": JUST_NOW}),
        hpa(),
    ],
    ids=["well", "switched off", "new", "not judged yet"],
)
def test_autoscalers_that_are_well_or_new_are_quiet(made):
    """Metrics of a new pod take a minute or two."""
    assert list(check(facts_of(*healthy_app(), made))) == []
