"""log-dns-failure: names that do not resolve now; not a start-up race that is over."""

from __future__ import annotations

import pytest

from firstmate.analyzers.log_dns_failure import RULE, check
from firstmate.findings import Role
from tests.support.logs import STALE, logging
from tests.support.network import service

LINES = [
    "dial tcp: lookup api on 10.96.0.10:53: no such host",
    "dial tcp: lookup api on 10.96.0.10:53: read udp 10.1.0.9:40000->10.96.0.10:53: i/o timeout",
    "java.net.UnknownHostException: api",
    "Error: getaddrinfo EAI_AGAIN api",
]


@pytest.mark.parametrize("line", LINES)
def test_a_workload_whose_look_ups_fail_is_told(line):
    """The name is in the claim, and it is a symptom."""
    found = list(check(logging(line)))

    assert [str(f.object) for f in found] == ["Deployment/shop/web"]
    assert "api" in found[0].claim
    assert RULE.role is Role.SYMPTOM


def test_a_ready_workload_that_calls_what_is_not_there_is_told():
    """It lives on, and its calls fail."""
    assert len(list(check(logging(LINES[0], ready=1)))) == 1


def test_a_race_that_is_over_is_quiet():
    """The Service is there now, and the workload is ready."""
    assert list(check(logging(LINES[0], service("api"), ready=1))) == []


def test_what_failed_hours_ago_is_quiet():
    """It does not speak of now."""
    assert list(check(logging(LINES[0], at=STALE))) == []
