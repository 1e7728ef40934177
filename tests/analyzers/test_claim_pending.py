"""claim-pending: every claim that waits, with what is known of why."""

from __future__ import annotations

from firstmate.analyzers.claim_pending import check
from firstmate.findings import Role, Severity
from tests.support.build import deployment, facts_of, merged, replicaset
from tests.support.storage import claim, mounting_pod, storage_class, volume


def test_a_claim_that_a_pod_needs_is_critical():
    """And a symptom: why it waits is for other rules."""
    (found,) = check(facts_of(claim(), mounting_pod(), deployment(ready=0), replicaset()))

    assert (found.severity, found.role) == (Severity.CRITICAL, Role.SYMPTOM)


def test_what_is_against_the_nearest_volume_is_told():
    """Both reasons of one volume."""
    (found,) = check(facts_of(claim(size="9Gi", modes=["ReadWriteMany"]), volume()))

    assert "too small" in found.claim and "other access modes" in found.claim


def test_a_claim_nobody_uses_yet_may_wait_for_its_consumer():
    """k3s' and most clouds' classes bind late."""
    late = storage_class(binding="WaitForFirstConsumer")

    assert not list(check(facts_of(claim(storageClassName="local-path"), late)))


def test_a_fresh_claim_is_being_provisioned():
    """Ten seconds are no time."""
    fresh = merged(claim(), {"metadata": {"creationTimestamp": "2026-03-01T11:59:50Z"}})

    assert not list(check(facts_of(fresh)))


def test_a_bound_claim_is_well():
    """The usual case costs nothing and says nothing."""
    assert not list(check(facts_of(claim(phase="Bound"))))
