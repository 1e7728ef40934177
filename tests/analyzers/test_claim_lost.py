"""claim-lost: the phase says it."""

from __future__ import annotations

from firstmate.analyzers.claim_lost import check
from tests.support.build import facts_of, merged
from tests.support.storage import claim


def test_a_lost_claim_is_told_with_its_volume():
    """The volume's name is what a person looks for."""
    (found,) = check(facts_of(claim(phase="Lost", volumeName="pvc-1")))

    assert "pvc-1" in found.claim


def test_each_lost_claim_is_told():
    """Two claims, two findings."""
    assert len(list(check(facts_of(claim("a", phase="Lost"), claim("b", phase="Lost"))))) == 2


def test_bound_and_pending_claims_are_not_lost():
    """Other phases are other rules."""
    assert not list(check(facts_of(claim("a", phase="Bound"), claim("b"))))


def test_a_claim_on_its_way_out_may_be_lost():
    """It is being deleted: nobody needs it."""
    gone = merged(claim(phase="Lost"), {"metadata": {"deletionTimestamp": "2026-03-01T11:59:00Z"}})

    assert not list(check(facts_of(gone)))
