"""An operation of Firstmate's own, as a step of a workflow does it: planned by reading, judged, done, looked after.

Each goes through four moments. `plan` reads what there is and says what would be done, as commands that the guard
judges. The plan is written down. `do` does it, if what the plan rests on still holds. When the process ended between,
`happened` looks whether it was done, before it is done again. The output names the action that takes it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firstmate.adapters.argocd import Argo
from firstmate.adapters.cluster import Cluster
from firstmate.process import Ended
from firstmate.sites.values import Forge, Site
from firstmate.snapshot import Snapshot

if TYPE_CHECKING:  # half a second of imports that most actions can do without
    from firstmate.services.probing import Tools as Probing

MARK = "firstmate/run"
"""Annotation, trailer or label that a change carries: the run, the step and the attempt that made it."""
UNDO = "undo"
"""Key of an output: {"action": …, "with": …} of what takes it back."""
LEFT = "left"
"""Key of an output: what is still there once it was taken back, each in a few words for people."""

Arguments = Mapping[str, Any]
Facts = Mapping[str, Any]
Output = dict[str, Any]


class ActionError(Exception):
    """It is not done, or went wrong: one sentence, with what to do."""


class SilentError(ActionError):
    """Who knows does not answer now; it may in a moment."""


class HalfDoneError(ActionError):
    """It went wrong after something was done: a rollback takes that back as the output says."""

    def __init__(self, message: str, output: Output) -> None:
        super().__init__(message)
        self.output = output


class MissingError(ActionError):
    """There is nothing to do it by: somebody has to write that first."""


class UncertainError(ActionError):
    """It was sent, and no answer came: only `happened` tells whether it was done."""


@dataclass(frozen=True)
class Plan:
    """What would be done. `commands` have the same effect, and are what the guard judges and a person reads; none: it
    only reads. `facts` (plain data) is what doing it rests on. `shows` is for the person: a diff, what a dry run says.
    """

    commands: tuple[str, ...] = ()
    facts: Facts = field(default_factory=dict)
    shows: str = ""


@dataclass(frozen=True)
class Call:
    """One action to do: its arguments, and the mark that finds it again. `facts` are those of its plan."""

    arguments: Arguments
    mark: str
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Repositories:
    """Where clones are kept, the site's forges, and what gives the value of a variable, such as that of a token."""

    folder: Path
    forges: tuple[Forge, ...]
    variable: Callable[[str], str]


def no_repositories() -> Repositories:
    raise ActionError("there is no place for clones of repositories here")


@dataclass(frozen=True)
class Sites:
    """The site that a run is about, and what its probes reach the world with."""

    site: Site
    probing: Probing


def no_site() -> Sites:
    raise ActionError("there is no site here")


@dataclass(frozen=True)
class Tools:
    """What actions reach the world with. `run` runs a command of the plan, or one that the guard lets by itself.
    `clock` gives seconds since 1970, `sleep` lets some pass.
    """

    cluster: Callable[[], Cluster]
    look: Callable[[str], Snapshot]
    run: Callable[[str], Ended]
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    repositories: Callable[[], Repositories] = no_repositories
    argocd: Callable[[], Argo | None] = lambda: None
    site: Callable[[], Sites] = no_site


@dataclass(frozen=True)
class Action:
    """`takes` is the JSON Schema of its arguments. Without `happened` it only reads, and is repeated; `waits`: for
    something that another step has begun, so that there is no sense in it before.
    """

    says: str
    takes: Mapping[str, Any]
    do: Callable[[Tools, Call], Output]
    plan: Callable[[Tools, Call], Plan] = lambda tools, call: Plan()
    happened: Callable[[Tools, Call], Output | None] | None = None
    waits: bool = False


def takes(required: str, **properties: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON Schema of arguments; `required` are names with spaces between."""
    names = required.split()
    assert set(names) <= set(properties)
    return {"type": "object", "additionalProperties": False, "required": names, "properties": properties}


TEXT: Mapping[str, Any] = {"type": "string", "minLength": 1}
COUNT: Mapping[str, Any] = {"type": "integer", "minimum": 0}
FLAG: Mapping[str, Any] = {"type": "boolean"}
NAME: Mapping[str, Any] = {"type": "string", "pattern": r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$(?!\n)"}
"""Of an object in Kubernetes. `$` alone would let a line break at the end pass."""
SPAN: Mapping[str, Any] = {
    "type": "string",
    "pattern": r"^[0-9]{1,6}[smhd]$(?!\n)",
    "description": "such as 90s, 5m or 2h",
}
