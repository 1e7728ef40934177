"""claim-capacity: the nearest volumes fit in all but their size."""

from __future__ import annotations

from firstmate.analyzers.claim_capacity import check
from tests.support.build import facts_of
from tests.support.storage import claim, volume


def test_a_claim_larger_than_the_volume_is_named():
    """20Gi are asked for, 10Gi are there."""
    (found,) = check(facts_of(claim(size="20Gi"), volume(size="10Gi")))

    assert "20Gi" in found.claim and "10Gi" in found.claim


def test_the_largest_of_those_that_are_too_small_is_told():
    """So that one sees how much is missing at least."""
    (found,) = check(facts_of(claim(size="20Gi"), volume("a", size="1Gi"), volume("b", size="15Gi")))

    assert "15Gi" in found.claim


def test_units_are_compared_as_amounts():
    """1000Mi fit into 1Gi: whatever keeps this claim waiting, it is not the size."""
    assert not list(check(facts_of(claim(size="1000Mi"), volume(size="1Gi"))))


def test_a_volume_of_somebody_else_is_no_candidate():
    """A smaller volume that is bound elsewhere has two things against it."""
    taken = volume(size="1Gi", phase="Bound", claimRef={"namespace": "other", "name": "theirs"})

    assert not list(check(facts_of(claim(size="5Gi"), taken)))
