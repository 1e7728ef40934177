"""application-out-of-sync: different, and nobody acts."""

from __future__ import annotations

from firstmate.analyzers.application_out_of_sync import check
from tests.support.build import facts_of, merged
from tests.support.gitops import application, failed, operation, resource

DIFFERENT = resource("Deployment", "web", sync="OutOfSync")


def test_drift_is_told_with_what_differs():
    """And that nobody syncs it."""
    by_hand = application(DIFFERENT, resource("Service", "web"), sync="OutOfSync")
    by_hand["spec"]["syncPolicy"] = {}
    (found,) = check(facts_of(by_hand))

    assert "Deployment/web" in found.claim and "not synced by itself" in found.claim


def test_without_self_healing_changes_in_the_cluster_stay():
    """Automated alone only follows Git."""
    lazy = application(DIFFERENT, sync="OutOfSync", spec={"syncPolicy": {"automated": {"selfHeal": False}}})

    assert "selfHeal is off" in next(iter(check(facts_of(lazy)))).claim


def test_a_sync_that_runs_or_has_just_ended_changes_it():
    """Wait for it."""
    running = application(DIFFERENT, sync="OutOfSync", status={"operationState": operation("Running", "syncing")})
    ended = merged(running, {"status": {"operationState": operation("Succeeded", "", finished="2026-03-01T11:59:00Z")}})

    assert not list(check(facts_of(running)))
    assert not list(check(facts_of(ended)))


def test_a_failed_sync_is_another_rule():
    """It says why."""
    assert not list(check(facts_of(failed("field is immutable"))))


def test_missing_resources_are_another_rule():
    """More is wrong than a difference."""
    absent = application(resource("Service", "web", sync="OutOfSync", health="Missing"), sync="OutOfSync")

    assert not list(check(facts_of(absent)))


def test_in_sync_is_well():
    """The usual case."""
    assert not list(check(facts_of(application())))
