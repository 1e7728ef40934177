"""paused-rollout: as serious as what waits behind it."""

from __future__ import annotations

import pytest

from firstmate.analyzers.paused_rollout import check
from firstmate.findings import Severity
from tests.support.build import deployment, facts_of, healthy_app


@pytest.mark.parametrize(("updated", "severity"), [(3, Severity.INFO), (1, Severity.WARNING)])
def test_a_paused_deployment_is_told(updated, severity):
    """With a change halfway it is a warning."""
    made = deployment(replicas=3, ready=3, spec={"paused": True}, status={"updatedReplicas": updated})

    assert [(str(f.object), f.severity) for f in check(facts_of(made))] == [("Deployment/shop/web", severity)]


def test_the_way_on_and_back_are_told():
    """Resuming can be undone by pausing."""
    remedy = next(check(facts_of(deployment(spec={"paused": True})))).remedies[0]

    assert "resume" in remedy.command and "pause" in remedy.undo


def test_a_paused_deployment_at_zero_is_quiet():
    """Nothing waits there."""
    assert list(check(facts_of(deployment(replicas=0, ready=0, spec={"paused": True})))) == []


def test_a_deployment_that_rolls_is_quiet():
    """By default it does."""
    assert list(check(facts_of(*healthy_app()))) == []
