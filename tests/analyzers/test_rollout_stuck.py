"""rollout-stuck: a deadline that has passed, of the version that is wanted now."""

from __future__ import annotations

import pytest

from firstmate.analyzers.rollout_stuck import check
from firstmate.findings import Severity
from tests.support.build import deployment, facts_of, healthy_app

LATE = {
    "type": "Progressing",
    "status": "False",
    "reason": "ProgressDeadlineExceeded",
    "message": 'ReplicaSet "web-5d8c7b9f4" has timed out progressing.',
}


@pytest.mark.parametrize(("ready", "severity"), [(0, Severity.CRITICAL), (1, Severity.WARNING)])
def test_a_rollout_past_its_deadline_is_told(ready, severity):
    """While the old version serves, it is a warning."""
    found = list(check(facts_of(deployment(ready=ready, status={"conditions": [LATE]}))))

    assert [(str(f.object), f.severity) for f in found] == [("Deployment/shop/web", severity)]
    assert "timed out" in found[0].evidence[0].value


@pytest.mark.parametrize(
    "made",
    [
        deployment(status={"conditions": [LATE | {"status": "True", "reason": "NewReplicaSetAvailable"}]}),
        deployment(status={"conditions": [LATE], "observedGeneration": 3}, metadata={"generation": 4}),
        deployment(replicas=0, ready=0, status={"conditions": [LATE]}),
    ],
    ids=["done", "a newer version is not judged yet", "at zero"],
)
def test_rollouts_that_are_over_are_quiet(made):
    """The condition speaks of a version that is past."""
    assert list(check(facts_of(made))) == []


def test_a_healthy_deployment_is_quiet():
    """It has no such condition."""
    assert list(check(facts_of(*healthy_app()))) == []
