"""pod-security-refused: templates below the level their namespace enforces, while pods are missing."""

from __future__ import annotations

import pytest

from firstmate.analyzers.pod_security_refused import check
from tests.support.build import event, facts_of, healthy_app, obj
from tests.support.refused import refused_deployment

RESTRICTED = (
    'pods "web-x" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container '
    '"web" must set securityContext.allowPrivilegeEscalation=false)'
)
POLICY = 'pods "web-x" is forbidden: PodSecurityPolicy: unable to validate against any pod security policy: []'


@pytest.mark.parametrize("words", [RESTRICTED, POLICY])
def test_a_template_below_the_level_is_told_of_the_workload(words):
    """Pod Security admission (from 1.22) and PodSecurityPolicy (to 1.24) both refuse the pod."""
    assert [str(f.object) for f in check(facts_of(*refused_deployment(words)))] == ["Deployment/shop/web"]


def test_a_daemonset_is_told_as_well():
    """Its own FailedCreate event tells, as it has no ReplicaSet."""
    agent = obj("DaemonSet", "agent", status={"desiredNumberScheduled": 3, "currentNumberScheduled": 0})

    assert len(list(check(facts_of(agent, event(agent, "FailedCreate", f"Error creating: {RESTRICTED}"))))) == 1


def test_a_warning_that_refuses_nothing_is_quiet():
    """The audit and warn modes let the pods in."""
    assert list(check(facts_of(*healthy_app(), refused_deployment(RESTRICTED)[2]))) == []


def test_old_events_are_quiet():
    """An event of hours ago does not speak of now."""
    asked, short, told = refused_deployment(RESTRICTED, last="2026-03-01T08:00:00Z")

    assert list(check(facts_of(asked, short, told))) == []
