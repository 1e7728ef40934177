"""What a preflight says: misses with their place in the manifests, and what could not be checked, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from firstmate.findings import ObjectRef

Where = tuple[str | int, ...]
"""The way to a field: `("spec", "rules", 0, "host")`."""


class Weight(StrEnum):
    """Whether the manifests would fail for it, or only might."""

    BLOCKER = "blocker"
    WARNING = "warning"


@dataclass(frozen=True)
class Manifest:
    """One object as somebody wrote it: plain data, and where each part of it stands (`FILE:LINE`)."""

    content: Mapping[str, Any]
    place: Callable[[Where], str]

    @property
    def api_version(self) -> str:
        return str(self.content.get("apiVersion", ""))

    @property
    def group(self) -> str:
        """ "" for the core group."""
        return self.api_version.rpartition("/")[0]

    @property
    def kind(self) -> str:
        return str(self.content.get("kind", ""))

    @property
    def name(self) -> str:
        return str(self.metadata.get("name") or self.metadata.get("generateName", ""))

    @property
    def metadata(self) -> Mapping[str, Any]:
        found = self.content.get("metadata")
        return found if isinstance(found, dict) else {}

    @property
    def annotations(self) -> dict[str, str]:
        return texts(self.metadata.get("annotations"))

    def at(self, *where: str | int) -> Any:
        """What stands there; None where nothing does."""
        found: Any = self.content
        for part in where:
            if isinstance(found, dict):
                found = found.get(part)
            elif isinstance(found, list) and isinstance(part, int) and part < len(found):
                found = found[part]
            else:
                return None
        return found


def texts(found: Any) -> dict[str, str]:
    """A mapping of text to text, whatever was written there."""
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Miss:
    """Something that is not here: whose, where it is asked for, what is missing, and the nearest thing there is."""

    code: str
    weight: Weight
    object: ObjectRef
    place: str
    text: str
    nearest: str = ""

    @cached_property
    def sort_key(self) -> tuple[bool, str, int, str, ObjectRef, str]:
        """Blockers first, then as the files read."""
        file, _, line = self.place.rpartition(":")
        number = int(line) if line.isdecimal() else 0
        return (self.weight is Weight.WARNING, file, number, self.code, self.object, self.text)


@dataclass(frozen=True, order=True)
class Unchecked:
    """Something that could not be judged, and why. `failed`: somebody tried, so nothing is called fit to run."""

    what: str
    reason: str
    failed: bool = True


@dataclass(frozen=True)
class Check:
    """A check's own description; the module that holds it is named like its code."""

    module: str
    title: str
    weight: Weight
    means: str

    @property
    def code(self) -> str:
        """`ingress-class`, from `firstmate.preflight.checks.ingress_class`."""
        return self.module.rpartition(".")[2].replace("_", "-")
