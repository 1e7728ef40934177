"""restarts-over: crashes that were many, and are over."""

from __future__ import annotations

from firstmate.analyzers.restarts_over import check
from tests.support.build import facts_of, healthy_app
from tests.support.running import app, ended


def restarted(count, at):
    return ended(1, at=at) | {"restartCount": count}


def test_many_restarts_until_an_hour_ago_are_worth_knowing():
    """It runs now; the log of its last end is still there to read."""
    (finding,) = check(facts_of(*app(restarted(12, "2026-03-01T10:30:00Z"), ready=True)))

    assert "restarted 12 times" in finding.claim
    assert finding.severity.name == "INFO"


def test_replicas_are_told_once():
    """The same container of the same workload."""
    objects = app(restarted(7, "2026-03-01T10:30:00Z"), ready=True)
    second = objects[2] | {"metadata": objects[2]["metadata"] | {"name": "web-second"}}

    assert len(list(check(facts_of(*objects, second)))) == 1


def test_a_single_restart_is_quiet():
    """Machines are rebooted."""
    assert not list(check(facts_of(*app(restarted(1, "2026-03-01T10:30:00Z"), ready=True))))


def test_restarts_of_last_week_are_quiet():
    """They are history."""
    assert not list(check(facts_of(*app(restarted(90, "2026-02-20T10:30:00Z"), ready=True))))


def test_what_still_crashes_is_another_rule():
    """It is not over."""
    assert not list(check(facts_of(*app(restarted(12, "2026-03-01T11:59:00Z")))))
    assert not list(check(facts_of(*healthy_app())))
