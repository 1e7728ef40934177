"""startup-probe-failing: startup probes that ask wrongly or wait too little."""

from __future__ import annotations

import pytest

from firstmate.analyzers.startup_probe_failing import check
from tests.support.build import facts_of, healthy_app
from tests.support.running import probed

HTTP = {"httpGet": {"path": "/healthz", "port": 8080}}
REFUSED = "dial tcp 10.1.0.7:8081: connect: connection refused"


@pytest.mark.parametrize(
    ("probe", "message", "why"),
    [
        ({"tcpSocket": {"port": 8081}, "failureThreshold": 60}, REFUSED, "a port that nothing in the pod declares"),
        (HTTP, "HTTP probe failed with statuscode: 404", "a path that is refused"),
        (HTTP, 'Get "https://10.1.0.7:8080/": http: server gave HTTP response to HTTPS client', "another protocol"),
        (HTTP | {"periodSeconds": 2}, "dial tcp 10.1.0.7:8080: connect: connection refused", "too little time"),
    ],
)
def test_what_is_wrong_with_it_is_told(probe, message, why):
    """Port, path, protocol, patience."""
    (finding,) = check(facts_of(*probed("startup", probe, message, killed=137)))

    assert why in finding.claim


def test_an_application_that_says_no_is_another_rule():
    """It answers 503 for as long as it is allowed to."""
    assert not list(check(facts_of(*probed("startup", HTTP, "HTTP probe failed with statuscode: 503", killed=137))))


def test_a_started_container_is_quiet():
    """The failures of the first seconds are what a startup probe is for."""
    assert not list(check(facts_of(*probed("startup", HTTP, "HTTP probe failed with statuscode: 404", ready=True))))


def test_another_probe_is_another_rule():
    """The readiness probe has its own finding."""
    assert not list(check(facts_of(*probed("readiness", HTTP, "HTTP probe failed with statuscode: 404"))))
    assert not list(check(facts_of(*healthy_app())))
