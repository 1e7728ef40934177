"""namespace-stuck-terminating: deleted minutes ago, and still there."""

from __future__ import annotations

from firstmate.analyzers.namespace_stuck_terminating import check
from tests.support.build import facts_of, obj


def namespace(deleted="2026-03-01T11:00:00Z", *conditions):
    """A namespace on its way out; conditions as (type, message)."""
    told = [{"type": t, "status": "True", "message": m} for t, m in conditions]
    metadata = {"deletionTimestamp": deleted} if deleted else {}
    return obj("Namespace", "old", metadata=metadata, status={"phase": "Terminating", "conditions": told})


def test_what_has_finalizers_is_told():
    """The namespace controller names them."""
    words = "Some content in the namespace has finalizers remaining: example.com/cleanup in 3 resource instances"
    (found,) = check(facts_of(namespace("2026-03-01T11:00:00Z", ("NamespaceFinalizersRemaining", words))))

    assert "has finalizers" in found.claim
    assert found.evidence[0].value == words


def test_an_api_that_cannot_be_asked_is_told():
    """A dead APIService keeps every namespace from going."""
    words = "Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs"
    (found,) = check(facts_of(namespace("2026-03-01T11:00:00Z", ("NamespaceDeletionDiscoveryFailure", words))))

    assert "cannot be asked" in found.claim


def test_a_namespace_may_take_some_minutes():
    """Pods have their grace periods."""
    assert not list(check(facts_of(namespace("2026-03-01T11:57:00Z"))))


def test_a_namespace_that_nobody_deleted_is_well():
    """The usual case."""
    assert not list(check(facts_of(namespace(""))))
