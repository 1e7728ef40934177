"""volume-attach-failed: a pod in creation whose volume another node holds, or the driver refuses."""

from __future__ import annotations

from firstmate.analyzers.volume_attach_failed import check
from tests.support.build import deployment, event, facts_of, healthy_app, replicaset, waiting_pod

POD = waiting_pod("ContainerCreating")
APP = (deployment(ready=0), replicaset(), POD)
MULTI = 'Multi-Attach error for volume "pvc-7" Volume is already used by pod(s) web-5d8c7b9f4-zzzzz'


def test_a_volume_held_by_another_node_is_told():
    """The controller's words name the volume."""
    (found,) = check(facts_of(*APP, event(POD, "FailedAttachVolume", MULTI)))

    assert str(found.object) == "Deployment/shop/web"
    assert "pvc-7" in found.claim and "another node still holds it" in found.claim


def test_the_drivers_refusal_is_told():
    """What a CSI driver answers is evidence."""
    words = 'AttachVolume.Attach failed for volume "pvc-7" : rpc error: code = Internal desc = could not attach volume'

    assert (
        "the storage driver refuses" in next(iter(check(facts_of(*APP, event(POD, "FailedAttachVolume", words))))).claim
    )


def test_a_pod_that_runs_has_its_volume():
    """The event is of its start, and over."""
    deployment_, replicaset_, pod = healthy_app()

    assert not list(check(facts_of(deployment_, replicaset_, pod, event(pod, "FailedAttachVolume", MULTI))))


def test_a_pod_in_creation_without_complaint_is_starting():
    """ContainerCreating alone says nothing."""
    assert not list(check(facts_of(*APP)))


def test_an_event_of_yesterday_is_no_evidence():
    """It has been attached since, or is told anew."""
    old = event(POD, "FailedAttachVolume", MULTI, last="2026-02-28T12:00:00Z")

    assert not list(check(facts_of(*APP, old)))
