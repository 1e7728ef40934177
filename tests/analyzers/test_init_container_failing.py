"""init-container-failing: pods that do not get beyond their init containers."""

from __future__ import annotations

from firstmate.analyzers.init_container_failing import check
from tests.support.build import facts_of, healthy_app
from tests.support.running import app, ended, initialising


def running(since):
    return {"name": "setup", "ready": False, "restartCount": 0, "state": {"running": {"startedAt": since}}}


def test_an_init_container_that_fails_is_told():
    """Its exit code and restarts stand in the claim."""
    (finding,) = check(facts_of(*initialising(ended(1, name="setup"))))

    assert "Init container setup" in finding.claim and "exit code 1" in finding.claim


def test_one_that_never_ends_is_told():
    """It waits for something, for an hour already."""
    (finding,) = check(facts_of(*initialising(running("2026-03-01T11:00:00Z"))))

    assert "has not ended after 60 minutes" in finding.claim


def test_one_that_has_just_begun_is_quiet():
    """Give it its minutes."""
    assert not list(check(facts_of(*initialising(running("2026-03-01T11:58:00Z")))))


def test_a_sidecar_is_meant_to_stay():
    """An init container with restartPolicy Always runs beside the others."""
    objects = initialising(running("2026-03-01T11:00:00Z"))
    objects[2]["spec"]["initContainers"][0]["restartPolicy"] = "Always"

    assert not list(check(facts_of(*objects)))


def test_a_crash_of_the_main_container_is_another_rule():
    """The init containers did their work."""
    assert not list(check(facts_of(*app(ended(1)))))


def test_a_healthy_app_is_quiet():
    """It has started."""
    assert not list(check(facts_of(*healthy_app())))
