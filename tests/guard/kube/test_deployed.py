"""What is deployed from Git: well enough to be synced unasked, or not, and why."""

from __future__ import annotations

from typing import Any

import pytest

from firstmate.guard.kube.facts import facts_of

Plain = dict[str, Any]
READY = {"conditions": [{"type": "Ready", "status": "True"}]}


def unfit(kind: str, **more: Any) -> str:
    """Why the object `web` is not to be synced unasked."""
    found = {"metadata": {"name": "web", **more.pop("metadata", {})}, **more}
    facts = facts_of(kind, "argocd", "web", lambda path, query, brief: found)
    assert facts is not None
    return str(facts["unfit"])


def application(health: str = "Healthy", **more: Any) -> str:
    return unfit("application", status={"health": {"status": health}, "sync": {"status": "OutOfSync"}}, **more)


def test_a_healthy_application_is_fit():
    """Also when it is out of sync: that is what a sync is for."""
    assert application() == ""
    assert (
        application(spec={"destination": {"namespace": "shop"}, "syncPolicy": {"syncOptions": ["PruneLast=true"]}})
        == ""
    )


@pytest.mark.parametrize("health", ["Degraded", "Progressing", "Missing", "Suspended", "Unknown", ""])
def test_an_application_that_is_not_healthy(health: str):
    """Whatever else it is."""
    assert "application web is" in application(health)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"operation": {"sync": {}}}, "is being synced already"),
        ({"metadata": {"deletionTimestamp": "2026-01-01T00:00:00Z"}}, "is being deleted"),
        ({"spec": {"syncPolicy": {"syncOptions": ["Replace=true"]}}}, "Replace=true"),
        ({"spec": {"syncPolicy": {"syncOptions": ["Force=true"]}}}, "Force=true"),
        ({"spec": {"destination": {"namespace": "kube-system"}}}, "into namespace kube-system"),
    ],
)
def test_a_healthy_application_whose_sync_is_not_plain(more: Plain, reason: str):
    """The reason says what it is."""
    assert reason in application(**more)


@pytest.mark.parametrize("kind", ["kustomization", "helmrelease"])
@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"status": READY}, ""),
        ({}, "is not ready"),
        ({"status": {"conditions": [{"type": "Ready", "status": "False"}]}}, "is not ready"),
        ({"status": READY, "spec": {"suspend": True}}, "is suspended"),
        ({"status": READY, "spec": {"force": True}}, "by force"),
        ({"status": READY, "spec": {"targetNamespace": "kube-system"}}, "into namespace kube-system"),
    ],
)
def test_what_flux_deploys(kind: str, more: Plain, reason: str):
    """Ready, not suspended, not by force, and not into a namespace of the system."""
    found = unfit(kind, **more)
    assert (reason in found) if reason else found == ""


def test_flux_itself_is_asked_about():
    """Its own kustomization deploys everything."""
    found = {"metadata": {"name": "flux-system"}, "status": READY}
    facts = facts_of("kustomization", "flux-system", "flux-system", lambda path, query, brief: found)
    assert facts is not None and "Flux itself" in facts["unfit"]
