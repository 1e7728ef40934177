"""application-progressing-too-long: a quarter of an hour after its sync."""

from __future__ import annotations

from firstmate.analyzers.application_progressing_too_long import check
from tests.support.build import facts_of
from tests.support.gitops import application, operation, resource


def progressing(finished="2026-03-01T11:00:00Z", *resources):
    """An Application that is still starting."""
    ended = {"operationState": operation("Succeeded", "", finished=finished)}
    return application(*resources, health="Progressing", status=ended)


def test_an_hour_is_too_long():
    """What still starts is named."""
    (found,) = check(facts_of(progressing("2026-03-01T11:00:00Z", resource("Ingress", "web", health="Progressing"))))

    assert "60 minutes" in found.claim and "Ingress/web" in found.claim


def test_without_resources_the_time_is_told():
    """That is all there is."""
    assert "20 minutes" in next(iter(check(facts_of(progressing("2026-03-01T11:40:00Z"))))).claim


def test_five_minutes_are_a_rollout():
    """Images have to be pulled."""
    assert not list(check(facts_of(progressing("2026-03-01T11:55:00Z"))))


def test_an_application_that_was_never_synced_here_is_unknown():
    """There is no time to reckon from."""
    assert not list(check(facts_of(application(health="Progressing"))))


def test_healthy_is_well():
    """However long ago."""
    assert not list(check(facts_of(application())))
