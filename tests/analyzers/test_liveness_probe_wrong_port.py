"""liveness-probe-wrong-port: ports on which nobody listens."""

from __future__ import annotations

import pytest

from firstmate.analyzers.liveness_probe_wrong_port import check
from tests.support.build import facts_of, healthy_app
from tests.support.running import probed

REFUSED = 'Get "http://10.1.0.7:8081/healthz": dial tcp 10.1.0.7:8081: connect: connection refused'
GRPC = 'timeout: failed to connect service "10.1.0.7:8081" within 1s: context deadline exceeded'


@pytest.mark.parametrize(
    ("probe", "message"),
    [
        ({"httpGet": {"path": "/healthz", "port": 8081}}, REFUSED),
        ({"tcpSocket": {"port": 8081}}, "dial tcp 10.1.0.7:8081: i/o timeout"),
        ({"grpc": {"port": 8081}}, GRPC),
        ({"httpGet": {"path": "/healthz", "port": "web"}}, 'strconv.Atoi: parsing "web": invalid syntax'),
    ],
)
def test_a_port_that_nothing_declares_is_told(probe, message):
    """HTTP, TCP, gRPC, and a name that the container does not declare."""
    (finding,) = check(facts_of(*probed("liveness", probe, message, killed=137)))

    assert str(finding.object) == "Deployment/shop/web"
    assert "a port that nothing in the pod declares" in finding.claim


def test_the_other_probe_confirms_it():
    """The readiness probe asks the declared port, and is not complained about."""
    declared = {"httpGet": {"path": "/healthz", "port": 8080}}
    probe = {"httpGet": {"path": "/healthz", "port": 8081}}

    assert len(list(check(facts_of(*probed("liveness", probe, REFUSED, killed=137, readinessProbe=declared))))) == 1


def test_a_declared_port_that_does_not_answer_is_another_rule():
    """The application is not there yet, or hangs."""
    probe = {"httpGet": {"path": "/healthz", "port": 8080}}

    assert not list(check(facts_of(*probed("liveness", probe, REFUSED.replace("8081", "8080"), killed=137))))


def test_a_port_that_both_probes_agree_on_is_quiet():
    """Injected sidecars declare few of their ports."""
    probe = {"httpGet": {"path": "/healthz/ready", "port": 15021}}
    words = REFUSED.replace("8081", "15021")

    assert not list(check(facts_of(*probed("liveness", probe, words, killed=137, readinessProbe=probe))))


def test_an_answer_of_the_application_is_another_rule():
    """Somebody listens there."""
    probe = {"httpGet": {"path": "/healthz", "port": 8081}}

    assert not list(check(facts_of(*probed("liveness", probe, "HTTP probe failed with statuscode: 503", killed=137))))


def test_the_failures_of_a_start_that_went_well_are_quiet():
    """Every start has some; the container is ready and was not restarted."""
    probe = {"httpGet": {"path": "/healthz", "port": 8081}}

    assert not list(check(facts_of(*probed("liveness", probe, REFUSED, ready=True))))
    assert not list(check(facts_of(*healthy_app())))
