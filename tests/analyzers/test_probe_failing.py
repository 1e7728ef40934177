"""probe-failing: the symptom, for probes that are not to blame."""

from __future__ import annotations

import pytest

from firstmate.analyzers.probe_failing import check
from tests.support.build import event, facts_of, healthy_app, merged
from tests.support.running import probed

HTTP = {"httpGet": {"path": "/healthz", "port": 8080}}
UNWELL = "HTTP probe failed with statuscode: 503"


@pytest.mark.parametrize(
    ("kind", "probe", "message"),
    [
        ("readiness", HTTP, UNWELL),
        ("readiness", HTTP, "dial tcp 10.1.0.7:8080: connect: connection refused"),
        ("liveness", HTTP, UNWELL),
        ("startup", HTTP, UNWELL),
        ("readiness", {"exec": {"command": ["redis-cli", "ping"]}}, "Could not connect to Redis at 127.0.0.1:6379"),
    ],
)
def test_an_application_that_is_not_well_is_told(kind, probe, message):
    """It says so, or does not answer where it should."""
    (finding,) = check(facts_of(*probed(kind, probe, message, killed=None if kind == "readiness" else 1)))

    assert f"The {kind} probe" in finding.claim


def test_an_agent_that_asks_in_the_kubelets_stead_is_not_blamed():
    """Istio rewrites the probe to a port of its own that nobody declares."""
    relayed = {"httpGet": {"path": "/app-health/web/readyz", "port": 15020}}
    words = 'Get "http://10.1.0.7:15020/app-health/web/readyz": dial tcp 10.1.0.7:15020: connect: connection refused'

    assert len(list(check(facts_of(*probed("readiness", relayed, words))))) == 1


def test_an_event_without_a_field_path_finds_its_container():
    """Two containers have such a probe: the port in the message decides."""
    deployment, replicaset, pod, _ = probed("readiness", HTTP, UNWELL)
    other = {"name": "proxy", "readinessProbe": {"httpGet": {"path": "/", "port": 9000}}}
    pod["spec"]["containers"].append(other)
    told = event(pod, "Unhealthy", "Readiness probe failed: dial tcp 10.1.0.7:8080: connect: connection refused")

    assert ["container web" in f.claim for f in check(facts_of(deployment, replicaset, pod, told))] == [True]


def test_a_probe_that_is_wrong_itself_is_another_rule():
    """Its path is refused."""
    assert not list(check(facts_of(*probed("readiness", HTTP, "HTTP probe failed with statuscode: 404"))))


def test_failures_before_the_current_start_are_quiet():
    """The container was restarted since, and has not been asked yet."""
    deployment, replicaset, pod, told = probed("readiness", HTTP, UNWELL)

    assert not list(
        check(facts_of(deployment, replicaset, pod, merged(told, {"lastTimestamp": "2026-03-01T11:50:00Z"})))
    )


def test_a_one_off_failure_of_a_ready_container_is_quiet():
    """Networks hiccup."""
    assert not list(check(facts_of(*probed("readiness", HTTP, UNWELL, ready=True))))
    assert not list(check(facts_of(*healthy_app())))
