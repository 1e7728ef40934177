"""claim-missing: a pod waits for a claim that is known not to exist."""

from __future__ import annotations

from firstmate.analyzers.claim_missing import check
from firstmate.snapshot.listing import Missing, Why
from tests.support.build import deployment, facts_of, healthy_app, merged, replicaset
from tests.support.storage import claim, mounting_pod

APP = (deployment(ready=0), replicaset())


def test_the_workload_and_the_claims_name_are_told():
    """The Deployment is told, not its pod."""
    (found,) = check(facts_of(*APP, mounting_pod("dat"), claim("data")))

    assert str(found.object) == "Deployment/shop/web"
    assert "claim dat," in found.claim


def test_the_schedulers_word_is_enough_where_claims_were_not_read():
    """It says itself that the claim was not found."""
    words = '0/3 nodes are available: persistentvolumeclaim "data" not found.'
    pod = merged(
        mounting_pod(), {"status": {"conditions": [{"type": "PodScheduled", "status": "False", "message": words}]}}
    )
    unread = {"persistentvolumeclaims": Missing(Why.FORBIDDEN)}

    assert list(check(facts_of(*APP, pod, unread=unread)))


def test_claims_that_could_not_be_read_are_not_missing():
    """Not knowing is not absence."""
    unread = {"persistentvolumeclaims": Missing(Why.FORBIDDEN)}

    assert not list(check(facts_of(*APP, mounting_pod(), unread=unread)))


def test_a_claim_that_exists_and_waits_is_another_rule():
    """It is there; why it has no volume is told elsewhere."""
    assert not list(check(facts_of(*APP, mounting_pod(), claim())))


def test_a_running_pod_has_its_claim():
    """Even one whose claim was deleted under it: that claim only goes when the pod does."""
    assert not list(check(facts_of(*healthy_app())))
