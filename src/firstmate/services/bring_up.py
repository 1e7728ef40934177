"""Brings a phase of the site up: how its services stand before, and the workflow that does what is left to do.

It is a workflow as any other: taken up after a kill, taken back in reverse, its commands judged one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from firstmate.errors import ExitCode, FirstmateError, UnknownError, UsageError
from firstmate.guard.values import Decision
from firstmate.services import workflows
from firstmate.services.actions.values import ActionError, MissingError, SilentError, Tools
from firstmate.services.readiness import readiness
from firstmate.services.rehearse import Judged
from firstmate.services.ways import Way, way
from firstmate.sites.order import ordered
from firstmate.sites.values import Phase, Service, Site
from firstmate.workflow import parse
from firstmate.workflow.check import Catalogue, semantic_problems
from firstmate.workflow.values import Workflow

AT_ONCE = 6
"""Services that are looked at beside each other: an sshd turns away whoever comes as the eleventh at a time."""
LONGEST_ID = 50


class State(StrEnum):
    """How a service stands before anything is done. Only what is READY is brought up, with what is UP already seen."""

    UP = "up"
    READY = "to be brought up"
    MISSING = "nothing to bring it up by"
    BLOCKED = "blocked"
    UNREACHED = "not reached"


@dataclass(frozen=True)
class Standing:
    """A service of the phase: its state, and what was seen of it (untrusted text)."""

    service: Service
    state: State
    why: str

    @property
    def is_left_out(self) -> bool:
        return self.state not in (State.UP, State.READY)


def look(phase: Phase, tools: Tools) -> tuple[Standing, ...]:
    """How its services stand, in the order in which they come up. Nothing is changed. Raises UsageError."""
    services = ordered(tools.site().site.of_phase(phase.number))
    if not services:
        raise UsageError(f"Phase {phase.number} ({phase.name}) has no services.")
    names = {service.name for service in services}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return _without_support(pool.map(partial(_standing, tools, names), services))


def exit_code(standings: Sequence[Standing]) -> ExitCode:
    """Of what was left out: not having reached it beats what stands against it."""
    if any(each.state is State.UNREACHED for each in standings):
        return ExitCode.UNKNOWN
    return ExitCode.FINDINGS if any(each.is_left_out for each in standings) else ExitCode.OK


def _standing(tools: Tools, beside: set[str], service: Service) -> Standing:
    """What it needs from its own phase comes up before it."""
    try:
        ready = readiness(tools, service, [name for name in service.needs if name not in beside])
    except MissingError as error:
        return Standing(service, State.MISSING, str(error))
    except (SilentError, UnknownError) as error:
        return Standing(service, State.UNREACHED, str(error))
    except (ActionError, FirstmateError) as error:
        return Standing(service, State.BLOCKED, str(error))
    return Standing(service, State.UP if ready.up else State.READY, ready.seen)


def _without_support(standings: Iterator[Standing]) -> tuple[Standing, ...]:
    """Nothing is brought up on what is left out."""
    found: dict[str, Standing] = {}
    for each in standings:
        lacks = next((name for name in each.service.needs if name in found and found[name].is_left_out), "")
        if lacks and each.state is State.READY:
            each = Standing(each.service, State.BLOCKED, f"it needs {lacks}, which is left out")
        found[each.service.name] = each
    return tuple(found.values())


# ---- the workflow --------------------------------------------------------------------------------------------------


def content(site: Site, phase: Phase, standings: Sequence[Standing], within: str) -> Mapping[str, Any]:
    """The workflow of what is not left out; a service has to be up `within` that time after it was started."""
    steps: list[dict[str, Any]] = []
    names: set[str] = set()
    for standing in standings:
        if not standing.is_left_out:
            steps += _steps(site, standing.service, _word(standing.service.name, names), within)
    gate = {"id": "gate", "action": "site.gate", "with": {"phase": phase.number}}
    return {
        "schema": 1,
        "name": f"phase-{phase.number}-{re.sub('[^a-z0-9]', '-', phase.name)}"[:63],
        "description": f"Brings up phase {phase.number} ({phase.name}) of {site.name or 'the site'}.",
        "concurrency": f"phase up {site.name}",
        "steps": [*steps, gate],
    }


def checked(content: Mapping[str, Any]) -> Workflow:
    """The workflow of the content. Raises UsageError where the site file says what no workflow may."""
    known = workflows.catalogue((), ())
    wrong = semantic_problems(content, Catalogue(actions=known.actions))
    if wrong:
        raise UsageError(f"What the site file says makes no workflow: {wrong[0].path}: {wrong[0].message}.")
    return parse.workflow(content)


def _word(name: str, taken: set[str]) -> str:
    """A name of a service as the part of a step's id."""
    word = re.sub("[^a-z0-9]", "_", name)[:LONGEST_ID]
    while word in taken:
        word += "_"
    taken.add(word)
    return word


def _steps(site: Site, service: Service, word: str, within: str) -> Iterator[dict[str, Any]]:
    """Looked at, started unless it is up, proven. A service that does not come up takes the whole run back."""
    known = {"service": service.name}
    yield {"id": f"check_{word}", "action": "site.preflight", "with": known}
    unless_up = {"when": f"not steps.check_{word}.output.up", "on_failure": "rollback"}
    how = way(site, service)
    for verb, step in how.steps.items() if how else ():
        yield {"id": f"{verb}_{word}", **step, **unless_up}
    yield {"id": f"prove_{word}", "action": "site.probe", "with": {**known, "within": within}, **unless_up}


# ---- what it would do ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Intended:
    """A service as it stands, what would bring it up, and what would take that back. None: nothing would."""

    standing: Standing
    command: Judged | None = None
    back: Judged | None = None


def intended(site: Site, standings: Sequence[Standing], judge: Callable[[str], Decision]) -> tuple[Intended, ...]:
    """Every service with its commands; also of those whose machine is not reached now. Raises UsageError."""
    return tuple(_intended(standing, way(site, standing.service), judge) for standing in standings)


def _intended(standing: Standing, how: Way | None, judge: Callable[[str], Decision]) -> Intended:
    if how is None or standing.state not in (State.READY, State.UNREACHED):
        return Intended(standing)
    back = Judged(how.back, judge(how.back)) if how.back else None
    return Intended(standing, Judged(how.command, judge(how.command)), back)
