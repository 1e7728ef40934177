"""What a draft is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from firstmate.sites.values import Service
from firstmate.text import plain

FILL_IN = "FILL-IN"
"""No registry and no forge has such a name: what holds it cannot be deployed by mistake."""


@dataclass(frozen=True)
class Draft:
    """Files by their names, plain data each; what a person has to check; and how it is put in place."""

    service: Service
    files: Mapping[str, Any]
    checks: tuple[str, ...]
    then: tuple[str, ...]

    @property
    def heading(self) -> tuple[str, ...]:
        """The comment at the top of each file."""
        name = self.service.name
        return (
            f"A draft for {name}, by `firstmate phase draft {name}`, for review. Nothing of it runs by itself.",
            *self.todo,
        )

    @property
    def todo(self) -> tuple[str, ...]:
        """What a person has to do, as lines."""
        told = (("Check:", self.checks), ("Then:", self.then))
        return tuple(line for head, lines in told for line in (head, *(f"- {plain(each, 300)}" for each in lines)))


def image_of(service: Service) -> str:
    return service.image or f"{FILL_IN}/{service.name}:VERSION"


def image_checks(service: Service) -> tuple[str, ...]:
    """What is to be said of the image: a version that does not move is what a rollback needs."""
    name, _, tag = image_of(service).rpartition("/")[2].partition(":")
    if not service.image:
        return ("the image: the site file does not name one (`image`)",)
    if tag in ("", "latest") and "@" not in name:
        return (
            f"the version of the image: {service.image} names none, and what it means moves; name one in the site file",
        )
    return ()
