"""webhook-service-gone: a webhook that must be asked, and nobody behind its Service."""

from __future__ import annotations

import pytest

from firstmate.analyzers.webhook_service_gone import check
from firstmate.snapshot.listing import Missing, Why
from tests.support.build import deployment, event, facts_of, obj, replicaset


def webhook(kind="ValidatingWebhookConfiguration", policy="Fail", **client):
    """A configuration with one webhook."""
    config = client or {"service": {"namespace": "system", "name": "policy", "port": 443}}
    return obj(
        kind, "policy", webhooks=[{"name": "check.policy.example", "failurePolicy": policy, "clientConfig": config}]
    )


SERVICE = obj("Service", "policy", "system", metadata={"namespace": "system"}, spec={"selector": {"app": "policy"}})


def endpoints(*addresses):
    """The addresses behind the webhook's Service."""
    subsets = [{"addresses": [{"ip": a} for a in addresses]}] if addresses else []
    return obj("Endpoints", "policy", metadata={"namespace": "system"}, subsets=subsets)


@pytest.mark.parametrize("kind", ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"])
def test_a_webhook_without_its_service_is_named(kind):
    """Both kinds of admission webhook."""
    (found,) = check(facts_of(webhook(kind)))

    assert str(found.object) == f"{kind}//policy"
    assert "does not exist" in found.claim


def test_a_service_without_ready_endpoints_counts():
    """The webhook's pods are down."""
    (found,) = check(facts_of(webhook(), SERVICE, endpoints()))

    assert "has no ready endpoint" in found.claim


def test_workloads_that_it_keeps_from_having_pods_are_explained():
    """The API server's words name the webhook."""
    words = 'Internal error occurred: failed calling webhook "check.policy.example": no endpoints available'
    short = replicaset(spec={"replicas": 1}, status={"replicas": 0})
    facts = facts_of(webhook(), deployment(ready=0), short, event(short, "FailedCreate", words))

    assert [r.name for f in check(facts) for r in f.explains] == ["web"]


def test_a_webhook_that_may_be_skipped_blocks_nothing():
    """failurePolicy Ignore."""
    assert not list(check(facts_of(webhook(policy="Ignore"))))


def test_a_webhook_that_is_answered_is_well():
    """A ready endpoint."""
    assert not list(check(facts_of(webhook(), SERVICE, endpoints("10.0.0.7"))))


def test_a_webhook_by_url_is_not_ours_to_see():
    """It is outside the cluster."""
    assert not list(check(facts_of(webhook(url="https://policy.example/check"))))


def test_services_that_could_not_be_read_are_not_missing():
    """Not knowing is not absence."""
    assert not list(check(facts_of(webhook(), unread={"services": Missing(Why.TIMEOUT)})))
