"""missing-key: keys that their object does not have."""

from __future__ import annotations

from firstmate.analyzers.missing_key import check
from firstmate.findings import Severity
from tests.support.build import deployment, event, facts_of, obj, pod, pod_spec, replicaset, waiting_pod

ENV = {"env": [{"name": "PASS", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}}]}


def test_the_key_the_object_and_its_keys_are_told():
    """The kubelet's words, and what the object has instead; values are never read."""
    waits = waiting_pod(
        "CreateContainerConfigError", "couldn't find key password in Secret shop/db", spec=pod_spec(**ENV)
    )
    (finding,) = check(
        facts_of(deployment(ready=0), replicaset(), waits, obj("Secret", "db", data={"pass": "c2VjcmV0"}))
    )

    assert "key password of Secret db" in finding.claim
    assert ("keys of Secret db", "pass") in [(e.where, e.value) for e in finding.evidence]


def test_a_key_of_a_mounted_object_is_told():
    """A volume picks items: the event names the volume and the key."""
    volume = [{"name": "conf", "configMap": {"name": "settings", "items": [{"key": "app.yaml", "path": "app.yaml"}]}}]
    waits = waiting_pod("ContainerCreating", spec=pod_spec() | {"volumes": volume})
    words = 'MountVolume.SetUp failed for volume "conf" : references non-existent config key: app.yaml'
    there = obj("ConfigMap", "settings", data={"other.yaml": ""})

    assert ["app.yaml" in f.claim for f in check(facts_of(waits, event(waits, "FailedMount", words), there))] == [True]


def test_a_running_workload_is_warned():
    """The key was removed after the start."""
    template = {"spec": {"template": {"spec": pod_spec(**ENV)}}}
    facts = facts_of(deployment(**template), replicaset(), pod(), obj("Secret", "db", data={"pass": ""}))

    assert [f.severity for f in check(facts)] == [Severity.WARNING]


def test_an_object_that_is_missing_whole_is_another_rule():
    """Its keys are the least of it."""
    assert not list(check(facts_of(deployment(spec={"template": {"spec": pod_spec(**ENV)}}), replicaset(), pod())))


def test_keys_that_are_not_known_are_not_missing():
    """An object whose managed fields were cut tells no keys."""
    template = {"spec": {"template": {"spec": pod_spec(**ENV)}}}

    assert not list(check(facts_of(deployment(**template), replicaset(), pod(), obj("Secret", "db"))))


def test_a_key_that_is_there_is_quiet():
    """Everything as it should be."""
    template = {"spec": {"template": {"spec": pod_spec(**ENV)}}}

    assert not list(
        check(facts_of(deployment(**template), replicaset(), pod(), obj("Secret", "db", data={"password": ""})))
    )
