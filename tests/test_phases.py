"""Gates: what has to hold before a phase is left."""

from __future__ import annotations

import pytest

from firstmate.phases import after, gate, gate_key, until
from firstmate.probes.values import Outcome, Verdict
from firstmate.sites.values import Gate, Phase, Service, Site

UP, DOWN = Outcome(Verdict.UP), Outcome(Verdict.DOWN, "nothing listens")
PHASE = Phase(1, "foundation", gates=(Gate("databases", ("postgres", "redis")), Gate("metrics", probe={"kind": "tcp"})))
SITE = Site(
    phases=(Phase(2, "media"), Phase(0, "base"), PHASE),
    services=(Service("postgres", 1), Service("redis", 1), Service("plex", 2)),
)
ALL_UP = {"postgres": [UP], "redis": [UP, UP], gate_key(PHASE, 1): [UP]}


def test_it_opens_when_everything_holds() -> None:
    """All services of all entries are up, and so is what a probe of its own looks at."""
    verdict = gate(SITE, PHASE, ALL_UP)
    assert verdict.open and not verdict.blocked_by and [each.text for each in verdict.held] == ["databases", "metrics"]


@pytest.mark.parametrize("verdict", [each for each in Verdict if each is not Verdict.UP])
def test_one_that_is_not_up_keeps_it_closed_and_is_named(verdict: Verdict) -> None:
    """Also one of several probes of a service, and also when nobody can say."""
    found = gate(SITE, PHASE, {**ALL_UP, "redis": [UP, Outcome(verdict, "why")]})
    assert not found.open
    assert found.blocked_by == (f"redis: {verdict} (why)",)
    assert found.unknown is (verdict in (Verdict.UNREACHABLE, Verdict.NOT_CHECKED))


def test_what_was_not_looked_at_does_not_hold() -> None:
    """Silence about a service is no word for it."""
    assert gate(SITE, PHASE, {}).blocked_by == (
        "postgres: not checked",
        "redis: not checked",
        "phase 1, gate 2: not checked",
    )


def test_without_a_gate_all_services_of_the_phase_count() -> None:
    """A phase of the site file that names no gate is left when its services are up."""
    assert gate(SITE, SITE.phases[0], {"plex": [UP]}).open
    assert gate(SITE, SITE.phases[0], {"plex": [DOWN]}).blocked_by == ("plex: down (nothing listens)",)


def test_with_nothing_to_show_it_stays_closed() -> None:
    """No gate and no services, or an entry of words alone: nobody has proven anything."""
    empty = gate(SITE, SITE.phases[1], {})
    words = gate(SITE, Phase(3, "home", gates=(Gate("it is pleasant"),)), {})
    assert not empty.open and empty.unknown and "asks for nothing" in empty.blocked_by[0]
    assert not words.open and words.unknown and "it is pleasant" in words.blocked_by[0]


def test_the_order_of_phases_is_that_of_their_numbers() -> None:
    """Whatever the order in the file."""
    assert [phase.number for phase in until(SITE, 1)] == [0, 1]
    assert after(SITE, 1) == SITE.phases[0] and after(SITE, 2) is None
