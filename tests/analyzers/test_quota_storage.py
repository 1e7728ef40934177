"""quota-storage: claims refused in events, claims that were never made beside a quota too small, and no others."""

from __future__ import annotations

from firstmate.analyzers.quota_storage import check
from tests.support.build import deployment, event, facts_of, merged, obj, replicaset, unscheduled_pod
from tests.support.refused import quota

WAITING = '0/4 nodes are available: persistentvolumeclaim "data" not found. preemption: not helpful.'
VOLUME = obj("PersistentVolume", "disk-1", spec={"capacity": {"storage": "5Gi"}}, status={"phase": "Available"})


def waiting(*more):
    """A pod that waits for the claim `data`, and what stands beside it."""
    pod = merged(unscheduled_pod(WAITING), {"spec": {"volumes": [claimed("data")]}})
    return facts_of(deployment(ready=0), replicaset(), pod, *more)


def claimed(name):
    return {"name": "data", "persistentVolumeClaim": {"claimName": name}}


def small(used="0"):
    return quota("storage", hard={"requests.storage": "1Gi"}, used={"requests.storage": used})


def test_a_statefulset_that_is_refused_its_claim_names_the_quota():
    """The StatefulSet controller tells of the claim in its own FailedCreate event."""
    db = obj("StatefulSet", "db", spec={"replicas": 1}, status={"replicas": 0})
    refused = (
        'create Claim data-db-0 for Pod db-0 in StatefulSet db failed error: persistentvolumeclaims "data-db-0" is '
        "forbidden: exceeded quota: storage, requested: requests.storage=5Gi, used: requests.storage=8Gi, "
        "limited: requests.storage=10Gi"
    )

    used_up = quota("storage", hard={"requests.storage": "10Gi"}, used={"requests.storage": "8Gi"})

    found = list(check(facts_of(db, event(db, "FailedCreate", refused), used_up)))

    assert [str(f.object) for f in found] == ["ResourceQuota/shop/storage"]


def test_an_absent_claim_beside_a_quota_smaller_than_the_free_volume_is_told():
    """Whoever applied the claim saw the refusal; what is left to see is that it would not fit."""
    found = list(check(waiting(VOLUME, small())))

    assert [str(f.object) for f in found] == ["ResourceQuota/shop/storage"]
    assert "Claim data" in found[0].claim and found[0].unseen


def test_an_absent_claim_beside_a_full_quota_is_told():
    """With nothing left, no claim of any size could be made."""
    assert len(list(check(waiting(small(used="1Gi"))))) == 1


def test_an_absent_claim_that_would_fit_is_no_matter_of_the_quota():
    """A claim that was never applied is missing for another reason when there is room."""
    roomy = quota("storage", hard={"requests.storage": "100Gi"}, used={"requests.storage": "1Gi"})

    assert list(check(waiting(VOLUME, roomy))) == []


def test_a_claim_that_exists_is_quiet():
    """The scheduler's words of before the claim was made no longer hold."""
    assert list(check(waiting(small(), VOLUME, obj("PersistentVolumeClaim", "data")))) == []
