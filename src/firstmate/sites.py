"""The user's description of their site, as far as it is read today: what is known and not to be told again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from firstmate.findings import ObjectRef


@dataclass(frozen=True)
class Suppression:
    """Incidents of a code on an object (patterns: `oom-*`, `Deployment/media/*`), until the end of a day, and why."""

    code: str
    object: str
    until: date
    why: str

    def covers(self, code: str, ref: ObjectRef, today: date) -> bool:
        """Whether it applies and has not run out."""
        return today <= self.until and fnmatchcase(code, self.code) and fnmatchcase(str(ref), self.object)


@dataclass(frozen=True)
class Forge:
    """Where repositories are, and pull requests to them: `kind` is gitea (Forgejo too) or github."""

    kind: str
    url: str
    """As a person opens it: https://git.example.lan."""
    token: str
    """Name of the environment variable that holds it; the token itself is nowhere in our files."""
    known_as: tuple[str, ...] = ()
    """Other addresses of it, such as the one that is used inside of the cluster."""


@dataclass(frozen=True)
class Site:
    """What the site file says; an empty one where there is none."""

    suppressions: tuple[Suppression, ...] = ()
    forges: tuple[Forge, ...] = ()
