"""log-connection-refused: who refuses, told of the Service where the address is one's."""

from __future__ import annotations

import pytest

from firstmate.analyzers.log_connection_refused import RULE, check
from firstmate.findings import Role
from firstmate.snapshot import Connection
from tests.support.logs import STALE, logging
from tests.support.network import service

REFUSED = "dial tcp 10.96.1.1:80: connect: connection refused"


def test_the_service_that_refuses_is_told():
    """The address is its cluster IP; the caller is only the witness."""
    found = list(check(logging(REFUSED, service("api"), ready=1)))

    assert [str(f.object) for f in found] == ["Service/shop/api"]
    assert "Deployment web" in found[0].claim
    assert RULE.role is Role.SYMPTOM


def test_an_address_that_is_no_service_is_told_of_the_caller():
    """It may be a machine outside."""
    assert [str(f.object) for f in check(logging("connect ECONNREFUSED 192.0.2.7:5000"))] == ["Deployment/shop/web"]


@pytest.mark.parametrize(
    "line",
    ["dial tcp 127.0.0.1:15090: connect: connection refused", "connect ECONNREFUSED ::1:9000", "refused by policy"],
)
def test_a_pods_own_ports_are_quiet(line):
    """A sidecar that starts later than its neighbour asks."""
    assert list(check(logging(line))) == []


def test_a_service_that_answers_since_is_quiet():
    """A connection that was tried got through."""
    assert list(check(logging(REFUSED, service("api"), connections=(Connection("shop", "api", 80, ok=True),)))) == []


def test_what_was_refused_hours_ago_is_quiet():
    """It does not speak of now."""
    assert list(check(logging(REFUSED, service("api"), at=STALE))) == []
