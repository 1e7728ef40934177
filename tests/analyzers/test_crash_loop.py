"""crash-loop: the symptom of containers that end again and again."""

from __future__ import annotations

import pytest

from firstmate.analyzers.crash_loop import check
from firstmate.findings import Evidence
from firstmate.snapshot import LogExcerpt
from tests.support.build import facts_of, healthy_app
from tests.support.running import app, ended, initialising


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (0, "belongs into a Job"),
        (1, "its log says why"),
        (139, "segmentation fault"),
        (143, "SIGTERM"),
        (159, "signal 31"),
    ],
)
def test_the_exit_code_is_explained(code, meaning):
    """What is known is the code; the claim says what it usually means."""
    (finding,) = check(facts_of(*app(ended(code))))

    assert meaning in finding.claim


def test_between_two_crashes_it_is_still_a_loop():
    """It runs for the moment, is not ready, and has ended four times."""
    running = ended(1) | {"state": {"running": {"startedAt": "2026-03-01T11:59:50Z"}}}

    assert len(list(check(facts_of(*app(running))))) == 1


def test_what_it_wrote_before_it_ended_comes_first():
    """The last line that tells of trouble, without the time that the runtime wrote before it."""
    text = "2026-03-01T11:58:00Z reading config\n2026-03-01T11:58:01Z FATAL: PORT is required\n2026-03-01T11:58:02Z bye"
    log = LogExcerpt("shop", "web.previous", text)

    (finding,) = check(facts_of(*app(ended(1)), logs=(log,)))

    assert finding.evidence[0] == Evidence("its log", "FATAL: PORT is required")


def test_an_init_container_is_another_rule():
    """The pod has not even begun."""
    assert not list(check(facts_of(*initialising(ended(1, name="setup")))))


def test_one_restart_of_a_ready_container_is_quiet():
    """It is well."""
    assert not list(check(facts_of(*app(ended(1) | {"restartCount": 1}, ready=True))))


def test_a_healthy_app_is_quiet():
    """Nothing ended."""
    assert not list(check(facts_of(*healthy_app())))
