"""What cannot come up in the order that the site gives: circles, what waits for a later phase, phases of nothing."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from firstmate.problems import Problem
from firstmate.sites.checks.case import Case
from firstmate.sites.values import Phase, Site

MOST = 20
"""Circles that are told: who has made more needs to see no others first."""


def check(case: Case) -> Iterator[Problem]:
    """Circles of dependencies, needs and gates of an earlier phase on a later one, phases without anything."""
    site = case.site
    yield from _circles(site)
    for i, service in enumerate(site.services):
        for j, name in enumerate(service.needs):
            if told := _later(site, service.phase, name):
                yield Problem(("services", i, "needs", j), f"`{service.name}` of phase {service.phase} needs {told}")
    for i, phase in enumerate(site.phases):
        yield from _gate(site, i, phase)


def _circles(site: Site) -> Iterator[Problem]:
    places = {service.name: i for i, service in reversed(list(enumerate(site.services)))}
    needs = {name: [need for need in site.services[i].needs if need in places] for name, i in places.items()}
    for _ in range(MOST):
        circle = _circle(needs)
        if not circle:
            return
        start = min(range(len(circle)), key=lambda k: places[circle[k]])
        ordered = [*circle[start:], *circle[:start]]
        name, need = ordered[0], ordered[1 % len(ordered)]
        where = ("services", places[name], "needs", site.services[places[name]].needs.index(need))
        told = f"services need each other: {' → '.join([*ordered, name])}"
        yield Problem(where, told, "one of them has to come first")
        needs[name].remove(need)


def _circle(needs: dict[str, list[str]]) -> list[str]:
    """A circle of services, each needing the next; empty where there is none."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        return list(reversed(error.args[1][1:]))
    return []


def _later(site: Site, number: int | None, name: str) -> str:
    """The service and its phase when that is a later one."""
    other = site.service(name)
    if other is None or other.phase is None or number is None or other.phase <= number:
        return ""
    return f"`{name}` of phase {other.phase}, which comes later"


def _gate(site: Site, i: int, phase: Phase) -> Iterator[Problem]:
    for j, gate in enumerate(phase.gates):
        for k, name in enumerate(gate.services):
            if told := _later(site, phase.number, name):
                yield Problem(("phases", i, "gate", j, "services", k), f"the gate of phase {phase.number} needs {told}")
        if not gate.services and not gate.probe:
            told = "nothing tells whether this holds"
            yield Problem(("phases", i, "gate", j), told, "add `services` that have to be up, or a `probe`")
    if not phase.gates and not site.of_phase(phase.number):
        told = f"phase {phase.number} has neither services nor a gate, so it never ends"
        yield Problem(("phases", i), told, f"give a service `phase: {phase.number}`, or the phase a `gate`")
