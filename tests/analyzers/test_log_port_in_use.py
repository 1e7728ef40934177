"""log-port-in-use: ports that something else in the pod already holds."""

from __future__ import annotations

import pytest

from firstmate.analyzers.log_port_in_use import check
from firstmate.snapshot import LogExcerpt
from tests.support.build import facts_of, healthy_app, pod_spec
from tests.support.running import app, ended


@pytest.mark.parametrize(
    "line",
    [
        "listen tcp :8080: bind: address already in use",
        "Error: listen EADDRINUSE: address already in use :::8080",
        "OSError: [Errno 98] Address already in use: ('0.0.0.0', 8080)",
        "Web server failed to start. Port 8080 was already in use.",
        "nginx: [emerg] bind() to 0.0.0.0:8080 failed (98: Address in use)",
    ],
)
def test_the_words_of_many_runtimes_name_the_port(line):
    """Go, Node.js, Python, Java, nginx: the declared port is found in each."""
    (finding,) = check(facts_of(*app(ended(1)), logs=(LogExcerpt("shop", "web", f"{line}\n"),)))

    assert "already holds port 8080" in finding.claim


def test_the_container_that_holds_the_port_is_evidence():
    """A sidecar declares it, or speaks of it in its own log."""
    spec = pod_spec()
    spec["containers"] = [*spec["containers"], {"name": "proxy"}]
    logs = (
        LogExcerpt("shop", "web", "bind: address already in use: 8080\n"),
        LogExcerpt("shop", "web.proxy", "drain: 5s\nstatusPort: 8080\n"),
    )
    (finding,) = check(facts_of(*app(ended(1), spec=spec), logs=logs))

    assert ("log of container proxy", "statusPort: 8080") in [(e.where, e.value) for e in finding.evidence]


def test_a_container_that_runs_is_quiet():
    """It tried another port, or the other one went."""
    log = LogExcerpt("shop", "web", "listen tcp :8080: bind: address already in use\n")

    assert not list(check(facts_of(*healthy_app(), logs=(log,))))


def test_a_crash_with_other_words_is_quiet():
    """A port that is refused elsewhere is no port in use."""
    log = LogExcerpt("shop", "web", "dial tcp 10.0.0.1:8080: connect: connection refused\n")

    assert not list(check(facts_of(*app(ended(1)), logs=(log,))))
