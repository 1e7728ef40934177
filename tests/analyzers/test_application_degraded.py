"""application-degraded: Argo CD's own verdict, as a symptom."""

from __future__ import annotations

from firstmate.analyzers.application_degraded import check
from firstmate.findings import Role
from tests.support.build import facts_of
from tests.support.gitops import application, resource


def test_what_is_broken_is_named():
    """With Argo CD's message as evidence."""
    broken = resource("Deployment", "web", health="Degraded", message="exceeded its progress deadline")
    (found,) = check(facts_of(application(broken, resource("Service", "web"), health="Degraded")))

    assert "Deployment/web" in found.claim and found.role is Role.EFFECT
    assert found.evidence[1].value == "exceeded its progress deadline"


def test_without_resources_the_health_is_told_alone():
    """Argo CD 3 may keep resource health elsewhere."""
    assert list(check(facts_of(application(health="Degraded"))))


def test_healthy_progressing_and_suspended_are_not_degraded():
    """They are other states."""
    for health in ("Healthy", "Progressing", "Suspended"):
        assert not list(check(facts_of(application(health=health))))


def test_an_application_that_is_deleted_may_be_degraded():
    """It is on its way out."""
    going = application(health="Degraded", metadata={"deletionTimestamp": "2026-03-01T11:59:00Z"})

    assert not list(check(facts_of(going)))
