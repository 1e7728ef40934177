"""missing-secret: Secrets that a pod needs and the namespace does not have."""

from __future__ import annotations

from firstmate.analyzers.missing_secret import check
from firstmate.findings import Severity
from firstmate.snapshot.listing import Missing, Why
from tests.support.build import (
    deployment,
    event,
    facts_of,
    healthy_app,
    obj,
    pod,
    pod_spec,
    replicaset,
    waiting_pod,
)

ENV = {"envFrom": [{"secretRef": {"name": "settings"}}]}


def test_a_container_that_waits_for_it_is_told():
    """The kubelet's message names it; the workload cannot start."""
    waits = waiting_pod("CreateContainerConfigError", 'secret "settings" not found', spec=pod_spec(**ENV))
    (finding,) = check(facts_of(deployment(ready=0), replicaset(), waits))

    assert str(finding.object) == "Deployment/shop/web"
    assert "Secret settings, which does not exist in namespace shop" in finding.claim
    assert finding.severity is Severity.CRITICAL


def test_a_volume_that_waits_for_it_is_told():
    """Mounting fails: the words are in an event, and the listing could not be read."""
    waits = waiting_pod("ContainerCreating")
    told = event(waits, "FailedMount", 'MountVolume.SetUp failed for volume "conf" : secret "settings" not found')
    unread = {"secrets": Missing(Why.FORBIDDEN)}

    assert len(list(check(facts_of(deployment(ready=0), replicaset(), waits, told, unread=unread)))) == 1


def test_a_workload_that_still_runs_is_warned():
    """It was deleted after the start: the next pod will not come up."""
    template = {"spec": {"template": {"spec": pod_spec(**ENV)}}}
    (finding,) = check(facts_of(deployment(**template), replicaset(), pod()))

    assert finding.severity is Severity.WARNING


def test_one_that_was_created_meanwhile_is_quiet():
    """The kubelet has not looked again yet."""
    waits = waiting_pod("CreateContainerConfigError", 'secret "settings" not found', spec=pod_spec(**ENV))

    assert not list(check(facts_of(waits, obj("Secret", "settings", data={"a": "b"}))))


def test_an_optional_one_is_quiet():
    """The pod says that it can do without."""
    volume = [{"name": "conf", "secret": {"secretName": "settings", "optional": True}}]
    template = {"spec": {"template": {"spec": pod_spec() | {"volumes": volume}}}}

    assert not list(check(facts_of(deployment(**template), replicaset(), pod())))


def test_what_was_not_read_is_not_missing():
    """Nobody may list them, and nobody complains."""
    template = {"spec": {"template": {"spec": pod_spec(**ENV)}}}
    unread = {"secrets": Missing(Why.FORBIDDEN)}

    assert not list(check(facts_of(deployment(**template), replicaset(), pod(), unread=unread)))


def test_an_old_event_of_a_running_pod_is_quiet():
    """It was mounted in the end."""
    deployment_, replicaset_, running = healthy_app()
    told = event(running, "FailedMount", 'MountVolume.SetUp failed for volume "conf" : secret "settings" not found')

    assert not list(check(facts_of(deployment_, replicaset_, running, told)))
