"""liveness-probe-wrong-scheme: probes in another protocol than the port speaks."""

from __future__ import annotations

import pytest

from firstmate.analyzers.liveness_probe_wrong_scheme import check
from tests.support.build import facts_of, healthy_app
from tests.support.running import probed

HTTP = {"httpGet": {"path": "/", "port": 8080}}
GRPC = {"grpc": {"port": 8080}}


@pytest.mark.parametrize(
    ("probe", "message"),
    [
        (HTTP, 'Get "http://10.1.0.7:8080/": HTTP/1.x transport connection broken: malformed HTTP response "\\x00"'),
        (HTTP, 'Get "https://10.1.0.7:8080/": http: server gave HTTP response to HTTPS client'),
        (GRPC, 'failed to connect service "10.1.0.7:8080": error reading server preface: http2: frame too large'),
        (GRPC, "error: this server does not implement the grpc health protocol (grpc.health.v1.Health)"),
    ],
)
def test_an_answer_in_another_protocol_is_told(probe, message):
    """HTTP to gRPC, HTTPS to HTTP, gRPC to HTTP, gRPC without the health service."""
    (finding,) = check(facts_of(*probed("liveness", probe, message, killed=137)))

    assert "speaks another protocol than the port" in finding.claim


def test_plain_http_to_a_tls_port_is_told():
    """Go answers 400, and the port is declared as https."""
    ports = [{"name": "https", "containerPort": 8080}]
    words = "HTTP probe failed with statuscode: 400"

    assert len(list(check(facts_of(*probed("liveness", HTTP, words, killed=137, ports=ports))))) == 1


def test_silence_where_another_protocol_is_answered_is_told():
    """The other probe asks the same port over HTTP and is fine; gRPC gets no answer there."""
    words = 'timeout: failed to connect service "10.1.0.7:8080" within 1s: context deadline exceeded'
    facts = facts_of(*probed("liveness", GRPC, words, killed=137, ready=True, readinessProbe=HTTP))

    assert len(list(check(facts))) == 1


def test_a_refused_connection_is_another_rule():
    """Nobody listens, in no protocol."""
    words = "dial tcp 10.1.0.7:8080: connect: connection refused"

    assert not list(check(facts_of(*probed("liveness", HTTP, words, killed=137, readinessProbe=GRPC))))


def test_a_400_of_an_ordinary_port_is_quiet():
    """The application did not like the request; it speaks HTTP."""
    assert not list(check(facts_of(*probed("liveness", HTTP, "HTTP probe failed with statuscode: 400", killed=137))))


def test_a_container_that_is_ready_and_stays_is_quiet():
    """An odd answer while it started is over."""
    assert not list(check(facts_of(*probed("liveness", HTTP, "malformed HTTP response", ready=True))))
    assert not list(check(facts_of(*healthy_app())))
