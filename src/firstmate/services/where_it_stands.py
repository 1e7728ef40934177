"""Where a site stands in its build-up: each of its phases, done, current or later, and the gate of the current one."""

from __future__ import annotations

from enum import StrEnum

from firstmate.errors import UsageError
from firstmate.sites.values import Phase, Site


class Stage(StrEnum):
    """What a phase is to a site that stands in one."""

    DONE = "done"
    CURRENT = "current"
    LATER = "later"


def stage(site: Site, phase: Phase) -> Stage:
    """Of a site that says where it stands; one that does not has begun nothing."""
    if site.phase is None or phase.number > site.phase:
        return Stage.LATER
    return Stage.CURRENT if phase.number == site.phase else Stage.DONE


def current(site: Site) -> Phase:
    """The phase that the site stands in. Raises UsageError where it says none, or one that it does not have."""
    found = None if site.phase is None else site.numbered(site.phase)
    if found is None:
        said = "does not say where it stands" if site.phase is None else f"has no phase {site.phase}"
        raise UsageError(f"The site {said}.", hint="give the site file `phases`, and `phase: N` for the current one")
    return found
