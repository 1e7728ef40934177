"""claim-class-mismatch: the volume made for the claim is of another class."""

from __future__ import annotations

from firstmate.analyzers.claim_class_mismatch import check
from tests.support.build import facts_of
from tests.support.storage import claim, storage_class, volume

STATIC = {"provisioner": "kubernetes.io/no-provisioner"}


def test_a_class_that_makes_nothing_beside_a_volume_of_another_class_is_named():
    """The claim says fast, the volume slow."""
    facts = facts_of(claim(storageClassName="fast"), volume(storageClassName="slow"), storage_class("fast", **STATIC))
    (found,) = check(facts)

    assert "fast" in found.claim and "slow" in found.claim


def test_a_class_that_does_not_exist_beside_a_volume_that_fits_counts_too():
    """What was meant is the volume that is there."""
    assert list(check(facts_of(claim(storageClassName="typo"), volume(storageClassName="manual"))))


def test_no_class_is_a_class_of_its_own():
    """An empty class binds only to volumes without one."""
    assert list(check(facts_of(claim(storageClassName=""), volume(storageClassName="manual"))))


def test_a_provisioner_will_make_its_own():
    """A class with a provisioner has no use for a volume of another class."""
    facts = facts_of(claim(storageClassName="local-path"), volume(storageClassName="manual"), storage_class())

    assert not list(check(facts))


def test_the_same_class_is_no_mismatch():
    """Whatever else keeps it waiting."""
    wanted = claim(storageClassName="manual", size="9Gi")

    assert not list(check(facts_of(wanted, volume(storageClassName="manual"))))
