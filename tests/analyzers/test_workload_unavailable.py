"""workload-unavailable: fewer ready pods than wanted, unless they are just starting."""

from __future__ import annotations

import pytest

from firstmate.analyzers.workload_unavailable import RULE, check
from firstmate.findings import Role, Severity
from tests.support.build import JUST_NOW, deployment, facts_of, healthy_app, obj, pod, replicaset, waiting_pod

NEW = {"metadata": {"creationTimestamp": JUST_NOW}}


@pytest.mark.parametrize(("ready", "severity"), [(0, Severity.CRITICAL), (2, Severity.WARNING)])
def test_missing_pods_are_told_with_their_number(ready, severity):
    """None is worse than some."""
    found = list(check(facts_of(deployment(replicas=3, ready=ready))))

    assert [(str(f.object), f.severity) for f in found] == [("Deployment/shop/web", severity)]
    assert f"{ready} of 3" in found[0].claim
    assert RULE.role is Role.EFFECT


def test_a_statefulset_is_told_as_well():
    """It counts its ready pods alike."""
    db = obj("StatefulSet", "db", spec={"replicas": 2}, status={"readyReplicas": 1})

    assert len(list(check(facts_of(db)))) == 1


def test_a_young_pod_that_complains_is_not_just_starting():
    """It says what is wrong within seconds."""
    facts = facts_of(deployment(ready=0), replicaset(), waiting_pod("ErrImagePull", **NEW))

    assert len(list(check(facts))) == 1


@pytest.mark.parametrize(
    "objects",
    [
        healthy_app(),
        (deployment(replicas=0, ready=0),),
        (deployment(ready=0), replicaset(), pod(ready=False, **NEW)),
        (deployment(ready=0, **NEW),),
        (deployment(ready=0, metadata={"deletionTimestamp": JUST_NOW}),),
        (obj("DaemonSet", "agent", status={"desiredNumberScheduled": 2, "numberReady": 1}),),
    ],
    ids=["healthy", "at zero", "pod starts", "new", "going", "daemonset"],
)
def test_workloads_that_are_well_or_starting_are_quiet(objects):
    """And a DaemonSet has its own rule."""
    assert list(check(facts_of(*objects))) == []
