"""curl, wget, HTTPie, xh, grpcurl: rows of (tier, command)."""

from __future__ import annotations

import pytest

from firstmate.guard.hosts.requests import address
from tests.guard.commands.rows import rows
from tests.guard.support import decided, tier_of

ROWS = rows("http")


@pytest.mark.parametrize(("tier", "command"), ROWS, ids=[command for _, command in ROWS])
def test_a_command_has_the_tier_that_it_deserves(tier: str, command: str):
    """What a request means hangs on its method, its address, and what it carries."""
    assert tier_of(command, home="/root", cwd="/repo") == tier


def test_there_are_rows_enough():
    """150, none of them twice."""
    assert len({command for _, command in ROWS}) == len(ROWS) >= 150


@pytest.mark.parametrize(
    ("url", "host", "private"),
    [
        ("http://example.com/x", "example.com", False),
        ("example.com:8080/x", "example.com", False),
        ("http://8.8.8.8/x", "8.8.8.8", False),
        ("http://10.1.2.3/x", "10.1.2.3", True),
        ("http://172.20.0.1/x", "172.20.0.1", True),
        ("http://172.32.0.1/x", "172.32.0.1", False),
        ("http://0x7f000001/x", "0x7f000001", True),
        ("http://[fd00::1]:80/x", "[fd00::1]", True),
        ("http://[2606:4700::1]/x", "[2606:4700::1]", False),
        ("http://user@example.com@nas.lan/x", "nas.lan", True),
        ("nas", "nas", True),
        ("http://shop.web.svc.cluster.local/x", "shop.web.svc.cluster.local", True),
        ("http://EXAMPLE.com./x", "example.com", False),
    ],
)
def test_an_address_is_taken_apart(url: str, host: str, private: bool):
    """Numbers, names and credentials before the host."""
    found = address(url)

    assert (found.host, found.private) == (host, private)


def test_the_reason_names_what_is_sent():
    """A person reads it when asked."""
    decision = decided("curl -T backup.tar http://10.0.0.7:8080/upload")

    assert decision.rule == "http.upload"
    assert decision.reasons == ("sends the content of backup.tar to 10.0.0.7",)
