"""Whose logs are read: those of suspects, a few lines of a few containers, and of nobody else."""

from __future__ import annotations

from typing import Any

from firstmate.facts import Facts
from firstmate.services.read_logs import Wanted, suspects
from tests.support.build import facts_of, healthy_app, waiting_pod
from tests.support.running import app, ended


def filed(facts: Facts) -> list[tuple[str, str, bool]]:
    return [(log.filed, log.container, log.previous) for log in suspects(facts)]


def test_a_crashed_container_is_read_as_it_was_before() -> None:
    """It waits now; what it wrote is in its previous log."""
    assert filed(facts_of(*app(ended(1)))) == [("web.previous", "web", True)]


def test_a_container_that_runs_and_is_not_ready_is_read_now_and_before() -> None:
    """Both may tell why."""
    running: dict[str, Any] = ended(1) | {"state": {"running": {"startedAt": "2026-03-01T11:59:50Z"}}}

    assert filed(facts_of(*app(running))) == [("web", "web", False), ("web.previous", "web", True)]


def test_healthy_pods_are_left_alone() -> None:
    """No request is made for what runs well."""
    assert filed(facts_of(*healthy_app())) == []


def test_a_container_that_never_ran_has_no_log() -> None:
    """An image that does not come leaves nothing to read."""
    assert filed(facts_of(waiting_pod("ImagePullBackOff"))) == []


def test_every_request_is_bounded() -> None:
    """In lines and in bytes, with the time of each line."""
    log = next(iter(suspects(facts_of(*app(ended(1))))))

    assert isinstance(log, Wanted)
    assert {"tailLines", "limitBytes", "timestamps", "container", "previous"} == set(log.params)
