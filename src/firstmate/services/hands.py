"""What the crew of a run works with, made in wiring."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from firstmate.adapters.argocd import Argo
from firstmate.adapters.cluster import Cluster
from firstmate.adapters.journal import Journal
from firstmate.approvals import Approval, Request
from firstmate.guard.values import Decision
from firstmate.services.actions.values import Repositories, Sites, no_repositories, no_site
from firstmate.snapshot import Snapshot

if TYPE_CHECKING:
    from firstmate.services.permission import Place

GLANCE = 0.5
"""Seconds between two looks for an approval, an answer, or a word from a person."""


class Approvals(Protocol):
    """Where people decide: `adapters.approval_store`."""

    def ask(self, request: Request, now: float, lasts: float) -> Approval: ...
    def get(self, number: int) -> Approval: ...
    def use(self, request: Request, now: float) -> Approval | None: ...
    def earlier(self, request: Request) -> Approval | None: ...
    def all(self) -> list[Approval]: ...


class StepError(Exception):
    """A step failed: one sentence for the person, kept as its error. `output`: of what it did all the same."""

    def __init__(self, message: str, output: Any = None) -> None:
        super().__init__(message)
        self.output = output


class UnsureError(StepError):
    """Nobody here can tell whether it happened: a person has to look, whatever the step says about failures."""


async def nobody(hands: Hands, place: Place, intent: Mapping[str, Any]) -> Any:
    """Where there are no agents."""
    raise StepError(f"there is nobody here who could do what {place.step.what} is asked to")


@dataclass(frozen=True)
class Hands:
    """What reaches the world, and what writes down what is done there."""

    journal: Journal
    approvals: Approvals
    worker: str
    cwd: str
    env: Mapping[str, str]
    judge: Callable[[str], Decision]
    look: Callable[[str], Snapshot]
    cluster: Callable[[], Cluster]
    clock: Callable[[], float]
    log: Callable[[Decision, str, str], None]
    """Write down that a command is about to run, and the approval that lets it. FirstmateError: it could not be."""
    witnessed: Callable[[Approval], bool]
    """Whether the log has the approval: one that it does not have was written into the database by hand."""
    begin: Callable[[str, Mapping[str, Any], str], None]
    """Write another run down: the workflow's name, its inputs, the run's id."""
    repositories: Callable[[], Repositories] = no_repositories
    argocd: Callable[[], Argo | None] = lambda: None
    """Argo CD's own API, where there is a token for it."""
    site: Callable[[], Sites] = no_site
    """The site that the run is about. Raises UsageError where there is no site file."""
    agent: Callable[[Hands, Place, Mapping[str, Any]], Awaitable[Any]] = nobody
    """Have an agent do what the intent of a step asks: its output. Raises StepError."""
