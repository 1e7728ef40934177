"""claim-access-mode: the nearest volumes fit in all but how they can be mounted."""

from __future__ import annotations

from firstmate.analyzers.claim_access_mode import check
from tests.support.build import facts_of
from tests.support.storage import claim, storage_class, volume


def test_a_volume_for_one_writer_does_not_serve_many():
    """RWX is asked for, RWO is offered."""
    (found,) = check(facts_of(claim(modes=["ReadWriteMany"]), volume()))

    assert str(found.object) == "PersistentVolumeClaim/shop/data"
    assert "RWX" in found.claim and "RWO" in found.claim


def test_all_modes_asked_for_must_be_offered_by_one_volume():
    """Two volumes with one of the two modes each do not add up."""
    modes = ["ReadWriteOnce", "ReadOnlyMany"]

    assert list(check(facts_of(claim(modes=modes), volume("a"), volume("b", modes=["ReadOnlyMany"]))))


def test_a_volume_that_is_too_small_as_well_is_not_told_as_this():
    """Two things are wrong: changing the mode alone would not help."""
    assert not list(check(facts_of(claim(modes=["ReadWriteMany"], size="5Gi"), volume(size="1Gi"))))


def test_a_bound_claim_is_well():
    """Whatever volumes there are beside it."""
    assert not list(check(facts_of(claim(phase="Bound", modes=["ReadWriteMany"]), volume())))


def test_a_class_that_makes_volumes_does_not_need_this_one():
    """A volume lying around is no reason why a provisioner makes none."""
    wanted = claim(modes=["ReadWriteMany"], storageClassName="local-path")

    assert not list(check(facts_of(wanted, storage_class(), volume(storageClassName="local-path"))))
