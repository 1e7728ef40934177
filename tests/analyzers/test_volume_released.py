"""volume-released: kept data that nobody can claim."""

from __future__ import annotations

from firstmate.analyzers.volume_released import check
from firstmate.findings import Severity
from tests.support.build import facts_of
from tests.support.storage import volume

MINE = {"namespace": "shop", "name": "data"}


def test_a_released_volume_is_worth_knowing():
    """It is told, and alarms nobody."""
    (found,) = check(facts_of(volume(phase="Released", claimRef=MINE)))

    assert found.severity is Severity.INFO
    assert "shop/data" in found.claim


def test_each_is_told():
    """Two volumes, two findings."""
    assert len(list(check(facts_of(volume("a", phase="Released"), volume("b", phase="Released"))))) == 2


def test_a_volume_that_deletes_itself_is_on_its_way():
    """With the policy Delete, Released is a passing state."""
    assert not list(check(facts_of(volume(phase="Released", persistentVolumeReclaimPolicy="Delete"))))


def test_bound_and_free_volumes_are_well():
    """The usual phases."""
    assert not list(check(facts_of(volume("a"), volume("b", phase="Bound", claimRef=MINE))))
