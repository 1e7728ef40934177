"""api-service-unavailable: an aggregated API that does not answer."""

from __future__ import annotations

from firstmate.analyzers.api_service_unavailable import check
from tests.support.build import facts_of, obj


def api(status="False", reason="MissingEndpoints", since="2026-03-01T11:00:00Z", local=False):
    """The metrics API, by its Available condition."""
    words = "endpoints for service/metrics-server in kube-system have no addresses"
    available = {"type": "Available", "status": status, "reason": reason, "message": words, "lastTransitionTime": since}
    target = {} if local else {"service": {"namespace": "kube-system", "name": "metrics-server"}}
    return obj("APIService", "v1beta1.metrics.k8s.io", spec=target, status={"conditions": [available]})


def test_an_api_without_endpoints_is_named():
    """With the Service that should answer."""
    (found,) = check(facts_of(api()))

    assert "kube-system/metrics-server" in found.claim


def test_an_api_that_fails_its_check_counts():
    """FailedDiscoveryCheck: the pods run and do not answer."""
    (found,) = check(facts_of(api(reason="FailedDiscoveryCheck")))

    assert "FailedDiscoveryCheck" in found.claim


def test_an_api_that_has_just_gone_may_come_back():
    """A rollout of metrics-server takes some seconds."""
    assert not list(check(facts_of(api(since="2026-03-01T11:59:50Z"))))


def test_an_available_api_is_well():
    """The usual case."""
    assert not list(check(facts_of(api(status="True", reason="Passed"))))


def test_the_api_servers_own_apis_are_always_there():
    """Local ones have no Service."""
    assert not list(check(facts_of(api(local=True))))
