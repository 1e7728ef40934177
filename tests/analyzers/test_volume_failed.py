"""volume-failed: reclaiming went wrong."""

from __future__ import annotations

from firstmate.analyzers.volume_failed import check
from tests.support.build import event, facts_of
from tests.support.storage import volume


def test_a_failed_volume_is_told_with_the_drivers_message():
    """The status has it."""
    failed = volume(phase="Failed")
    failed["status"]["message"] = "error deleting volume: disk is attached"
    (found,) = check(facts_of(failed))

    assert "disk is attached" in found.evidence[1].value


def test_a_released_volume_that_cannot_be_deleted_counts():
    """The CSI provisioner leaves the phase and tells events."""
    released = volume(phase="Released", persistentVolumeReclaimPolicy="Delete")

    assert list(check(facts_of(released, event(released, "VolumeFailedDelete", "rpc error: volume still attached"))))


def test_a_released_volume_without_complaint_is_another_rule():
    """Kept on purpose."""
    assert not list(check(facts_of(volume(phase="Released"))))


def test_a_bound_volume_with_an_old_complaint_is_well():
    """What holds now is that it is bound."""
    bound = volume(phase="Bound")

    assert not list(check(facts_of(bound, event(bound, "VolumeFailedDelete", "x"))))
