"""metrics-server-missing: only where an autoscaler needs it."""

from __future__ import annotations

from firstmate.analyzers.metrics_server_missing import check
from firstmate.snapshot.listing import Missing, Why
from tests.support.build import facts_of, obj

WORDS = "unable to fetch metrics from resource metrics API: the server could not find the requested resource"


def hpa(name="web", reason="FailedGetResourceMetric"):
    """An autoscaler that cannot scale."""
    active = {"type": "ScalingActive", "status": "False", "reason": reason, "message": WORDS}
    return obj("HorizontalPodAutoscaler", name, status={"conditions": [active]})


METRICS = obj("APIService", "v1beta1.metrics.k8s.io", spec={"group": "metrics.k8s.io", "version": "v1beta1"})


def test_autoscalers_without_figures_are_one_finding():
    """However many there are."""
    (found,) = check(facts_of(hpa(), hpa("api")))

    assert "2 autoscaler(s)" in found.claim and len(found.explains) == 2


def test_metrics_of_single_containers_count():
    """Another reason of the same kind."""
    assert list(check(facts_of(hpa(reason="FailedGetContainerResourceMetric"))))


def test_an_api_that_is_there_and_broken_is_another_rule():
    """It is not missing."""
    assert not list(check(facts_of(hpa(), METRICS)))


def test_nobody_needs_it():
    """k0s comes without, and that is no finding."""
    assert not list(check(facts_of()))


def test_external_metrics_are_another_api():
    """metrics-server does not serve those."""
    assert not list(check(facts_of(hpa(reason="FailedGetExternalMetric"))))


def test_apis_that_could_not_be_read_are_not_missing():
    """Not knowing is not absence."""
    assert not list(check(facts_of(hpa(), unread={"apiservices": Missing(Why.FORBIDDEN)})))
