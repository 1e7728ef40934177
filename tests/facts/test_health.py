"""Health of anything: exact rules for built-in kinds, conditions and phases for the rest; broken is never healthy."""

from __future__ import annotations

from typing import Any

import pytest

from firstmate.facts.health import Health, health
from firstmate.snapshot.custom import CustomObject
from firstmate.snapshot.decode import decode_object
from firstmate.snapshot.kinds import BY_KIND
from tests.support.build import deployment, node, obj, pod, waiting_pod


def custom(status: Any = None, **parts: Any) -> CustomObject:
    """A custom object with a status."""
    metadata = {"name": "db", "generation": parts.pop("generation", 1)}
    plain = {"apiVersion": "example.com/v1", "kind": "Database", "metadata": metadata, "status": status or {}, **parts}
    found = decode_object(CustomObject, plain)
    assert found is not None
    return found


def conditions(*told: tuple[str, ...]) -> dict[str, Any]:
    """A status of conditions: (type, status, reason)."""
    return {"conditions": [dict(zip(("type", "status", "reason"), one, strict=False)) for one in told]}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (conditions(("Ready", "True")), Health.HEALTHY),
        (conditions(("Available", "True"), ("Progressing", "False")), Health.HEALTHY),
        (conditions(("Ready", "False", "InstallFailed")), Health.DEGRADED),
        (conditions(("Ready", "False", "Progressing")), Health.PROGRESSING),
        (conditions(("Ready", "Unknown")), Health.PROGRESSING),
        (conditions(("Ready", "True"), ("Reconciling", "True")), Health.PROGRESSING),
        (conditions(("Ready", "True"), ("Degraded", "True")), Health.DEGRADED),
        (conditions(("Stalled", "True"), ("Reconciling", "True")), Health.DEGRADED),
        (conditions(("ReconcileFailed", "False"), ("Ready", "True")), Health.HEALTHY),
        (conditions(("Ready", "True")) | {"phase": "Failed"}, Health.DEGRADED),
        ({"phase": "Running"}, Health.HEALTHY),
        ({"phase": "CrashLoop"}, Health.DEGRADED),
        ({"state": "error: no primary"}, Health.DEGRADED),
        ({"state": "Provisioning"}, Health.PROGRESSING),
        ({"health": "red"}, Health.DEGRADED),
        ({"health": "green", "phase": "Ready"}, Health.HEALTHY),
        ({"phase": "Unavailable"}, Health.DEGRADED),
        ({"phase": "Blue"}, Health.UNKNOWN),
        ({}, Health.UNKNOWN),
    ],
)
def test_what_a_custom_object_says_of_itself(status, expected):
    """The worst sign counts, and silence is not health."""
    assert health(custom(status)).health is expected


def test_a_status_of_an_older_generation_is_not_believed():
    """The operator has not seen the change yet."""
    status = conditions(("Ready", "True")) | {"observedGeneration": 1}

    assert health(custom(status, generation=2)).health is Health.PROGRESSING


def test_suspended_by_its_specification():
    """Somebody wants it so."""
    assert health(custom(conditions(("Ready", "True")), spec={"suspend": True})).health is Health.SUSPENDED


def test_odd_shapes_are_left_out():
    """A status whose phase is an object still has its conditions."""
    status = conditions(("Ready", "False", "Broken")) | {"phase": {"name": "x"}, "observedGeneration": "one"}

    assert health(custom(status)).health is Health.DEGRADED


def test_what_does_not_exist_is_missing():
    """And not unknown."""
    assert health(None).health is Health.MISSING


def claim(phase: str) -> dict[str, Any]:
    """A claim in a phase."""
    return obj("PersistentVolumeClaim", "data", status={"phase": phase})


def job(kind: str) -> dict[str, Any]:
    """A job with one condition."""
    return obj("Job", "backup", status={"conditions": [{"type": kind, "status": "True"}]})


STUCK = {"conditions": [{"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"}]}


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        (deployment(), Health.HEALTHY),
        (deployment(replicas=2, ready=1), Health.PROGRESSING),
        (deployment(spec={"paused": True}), Health.SUSPENDED),
        (deployment(ready=0, status=STUCK), Health.DEGRADED),
        (deployment(metadata={"generation": 2}, status={"observedGeneration": 1}), Health.PROGRESSING),
        (deployment(metadata={"deletionTimestamp": "2026-03-01T11:00:00Z"}), Health.PROGRESSING),
        (obj("StatefulSet", "db", spec={"replicas": 3}, status={"readyReplicas": 2}), Health.PROGRESSING),
        (obj("DaemonSet", "log", status={"desiredNumberScheduled": 2, "numberReady": 2}), Health.HEALTHY),
        (pod(), Health.HEALTHY),
        (pod(ready=False), Health.PROGRESSING),
        (waiting_pod("ImagePullBackOff"), Health.DEGRADED),
        (waiting_pod("CreateContainerConfigError"), Health.DEGRADED),
        (waiting_pod("ContainerCreating"), Health.PROGRESSING),
        (pod(ready=False, status={"phase": "Failed", "reason": "Evicted"}), Health.DEGRADED),
        (job("Complete"), Health.HEALTHY),
        (job("Failed"), Health.DEGRADED),
        (job("Suspended"), Health.SUSPENDED),
        (obj("Job", "backup"), Health.PROGRESSING),
        (obj("CronJob", "nightly", spec={"suspend": True}), Health.SUSPENDED),
        (claim("Bound"), Health.HEALTHY),
        (claim("Pending"), Health.PROGRESSING),
        (claim("Lost"), Health.DEGRADED),
        (obj("Service", "web", spec={"type": "ClusterIP"}), Health.HEALTHY),
        (obj("Service", "web", spec={"type": "LoadBalancer"}), Health.PROGRESSING),
        (obj("Ingress", "web"), Health.PROGRESSING),
        (node(), Health.HEALTHY),
        (node(ready=False), Health.DEGRADED),
        (obj("ConfigMap", "settings"), Health.UNKNOWN),
    ],
)
def test_built_in_kinds_by_their_own_rules(plain, expected):
    """As Argo CD judges them."""
    assert health(decode_object(BY_KIND[plain["kind"]].struct, plain)).health is expected
