"""application-missing-resources: in Git, not in the cluster."""

from __future__ import annotations

from firstmate.analyzers.application_missing_resources import check
from tests.support.build import facts_of
from tests.support.gitops import application, failed, operation, resource

ABSENT = resource("Deployment", "web", sync="OutOfSync", health="Missing")


def test_an_application_that_was_never_synced_is_told():
    """Nobody told Argo CD to."""
    new = application(ABSENT, sync="OutOfSync", health="Missing")
    new["spec"]["syncPolicy"] = {}
    (found,) = check(facts_of(new))

    assert "Deployment/web" in found.claim and "not synced by itself" in found.claim


def test_one_that_was_deleted_by_hand_counts():
    """The rest of the Application is there."""
    assert list(check(facts_of(application(ABSENT, resource("Service", "web"), sync="OutOfSync"))))


def test_a_running_sync_makes_them():
    """Wait for it."""
    running = application(ABSENT, sync="OutOfSync", status={"operationState": operation("Running", "syncing")})

    assert not list(check(facts_of(running)))


def test_a_failed_sync_says_more():
    """It is another rule's."""
    assert not list(check(facts_of(failed("namespaces not found"))))


def test_nothing_missing_is_well():
    """A difference alone is another rule."""
    assert not list(check(facts_of(application(resource("Service", "web", sync="OutOfSync"), sync="OutOfSync"))))
