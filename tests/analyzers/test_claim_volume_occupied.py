"""claim-volume-occupied: whom the volume belongs to."""

from __future__ import annotations

from firstmate.analyzers.claim_volume_occupied import check
from tests.support.build import facts_of
from tests.support.storage import claim, volume

THEIRS = {"namespace": "shop", "name": "theirs", "uid": "u1"}


def test_the_only_volume_that_fits_belongs_to_another_claim():
    """Its owner is named."""
    (found,) = check(facts_of(claim(), volume(phase="Bound", claimRef=THEIRS)))

    assert "shop/theirs" in found.claim


def test_the_volume_that_the_claim_names_is_taken():
    """A free one beside it does not help: the claim wants this one."""
    wanted = claim(volumeName="disk")

    assert list(check(facts_of(wanted, volume(phase="Bound", claimRef=THEIRS), volume("free"))))


def test_a_free_volume_that_nearly_fits_was_meant_rather():
    """A volume that is somebody's is the less likely explanation."""
    taken = volume(phase="Bound", claimRef=THEIRS)

    assert not list(
        check(
            facts_of(
                claim(size="2Gi"), volume("small"), {**taken, "spec": {**taken["spec"], "capacity": {"storage": "2Gi"}}}
            )
        )
    )


def test_a_volume_kept_for_this_very_claim_is_not_taken():
    """A claimRef that names the claim is a reservation for it."""
    mine = {"namespace": "shop", "name": "data"}

    assert not list(check(facts_of(claim(), volume(claimRef=mine))))
