"""Which lines of a log speak of now."""

from __future__ import annotations

import re

import pytest

from firstmate.facts.logs import DNS_FAILURE, LONGEST, logged, tidy
from firstmate.findings import ObjectRef
from firstmate.snapshot import LogExcerpt
from tests.support.build import deployment, facts_of, pod, replicaset
from tests.support.logs import FRESH, STALE, logging

WEB = ObjectRef("Deployment", "shop", "web")
BOOM = re.compile("boom")


def test_a_fresh_line_of_a_workload_that_is_not_ready_counts():
    """With a time, and without one."""
    assert list(logged(logging("boom"), WEB, BOOM)) == [f"{FRESH} boom"]
    assert list(logged(logging("boom", at=""), WEB, BOOM)) == ["boom"]


def test_stale_lines_do_not_count():
    """Hours ago is not now."""
    assert list(logged(logging("boom", at=STALE), WEB, BOOM)) == []


def test_a_ready_workload_is_not_blamed_for_its_start():
    """What it logged before it got ready, or without a time, is over."""
    ready = {"type": "Ready", "status": "True", "lastTransitionTime": "2026-03-01T11:59:00Z"}
    running = pod(status={"conditions": [ready]})
    after = LogExcerpt("shop", "web", "2026-03-01T11:59:30Z boom\nboom")
    before = LogExcerpt("shop", "web", "2026-03-01T11:58:30Z boom")

    assert list(logged(facts_of(deployment(), replicaset(), running, logs=(before,)), WEB, BOOM)) == []
    assert len(list(logged(facts_of(deployment(), replicaset(), running, logs=(after,)), WEB, BOOM))) == 1


@pytest.mark.parametrize("name", ["web", "web.previous", "web.sidecar"])
def test_excerpts_of_former_and_side_containers_belong_to_the_workload(name):
    """Whatever the excerpt is filed under."""
    facts = facts_of(deployment(ready=0), logs=(LogExcerpt("", name, "boom"),))

    assert list(logged(facts, WEB, BOOM)) == ["boom"]


def test_a_log_that_could_not_be_fetched_says_nothing():
    """The kubelet's refusal is not the application's."""
    text = 'Error from server: Get "https://node-1:10250/containerLogs/shop/web": boom: connection refused'

    assert list(logged(logging(text, at=""), WEB, BOOM)) == []


def test_a_line_of_a_megabyte_is_cut():
    """Nobody's log may cost a rule its time."""
    assert len(next(logged(logging("boom" + "x" * 10**6), WEB, BOOM))) == LONGEST


def test_the_time_before_a_line_is_left_out_for_people():
    """The runtime's own prefix says nothing."""
    assert tidy(f"[x12] {FRESH} boom") == "boom"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("dial tcp: lookup api on 10.96.0.10:53: no such host", "api"),
        ("java.net.UnknownHostException: api", "api"),
        ("Error: getaddrinfo ENOTFOUND api", "api"),
        ('could not translate host name "api" to address', "api"),
        ("wget: bad address 'api'", "api"),
        ('[emerg] host not found in upstream "api" in /etc/nginx/conf.d/default.conf:3', "api"),
    ],
)
def test_look_ups_that_fail_are_known_with_their_name(line, name):
    """Go, Java, Node.js, libpq, musl and nginx."""
    match = DNS_FAILURE.search(line)

    assert match and name in match.groups()
