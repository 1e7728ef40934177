"""A workflow as it runs: steps, in the order and with the conditions that its file states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from firstmate.command_tiers import CommandTier


class Kind(StrEnum):
    """What a step does; the key of the same name in its file tells it."""

    RUN = "run"
    ACTION = "action"
    AGENT = "agent"
    CHECK = "check"
    APPROVE = "approve"
    ASK = "ask"
    WORKFLOW = "workflow"
    PARALLEL = "parallel"
    FOREACH = "foreach"
    SWITCH = "switch"
    PHASE = "phase"


IN_FILES = tuple(kind for kind in Kind if kind is not Kind.PHASE)
"""Kinds that a step of a file may have: phases stand above the steps."""
BLOCKS = (Kind.PARALLEL, Kind.FOREACH, Kind.SWITCH, Kind.PHASE)
"""Kinds that hold other steps."""
WRITERS = (Kind.RUN, Kind.ACTION, Kind.WORKFLOW)
"""Kinds that may change something."""


class OnFailure(StrEnum):
    """What a failed step makes of its run. GOTO also names a later step."""

    STOP = "stop"
    ROLLBACK = "rollback"
    CONTINUE = "continue"
    ASK = "ask"
    GOTO = "goto"


@dataclass(frozen=True)
class Retry:
    """Up to `limit` further attempts; the first after `delay` seconds, each next one after `backoff` times as long."""

    limit: int = 0
    delay: float = 1.0
    backoff: float = 1.0

    def wait(self, attempt: int) -> float | None:
        """Seconds to wait after the failed attempt (1 for the first); None: no further one."""
        return self.delay * self.backoff ** (attempt - 1) if attempt <= self.limit else None


@dataclass(frozen=True)
class Approval:
    """A person's yes to one exact action: from whom (empty: from any owner), and within how many seconds."""

    by: tuple[str, ...] = ()
    within: float = 86400.0


@dataclass(frozen=True)
class Block:
    """Steps inside a step: a branch, a case, what is done for each, a phase."""

    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Step:
    """One step. `what` is the text of its kind: the command, the action, the agent, the check, the question; the list
    or value of a block; the title of a phase.
    """

    id: str
    kind: Kind
    what: str
    needs: tuple[str, ...] = ()
    when: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    prompt: str = ""
    output: Mapping[str, Any] | None = None
    blocks: tuple[Block, ...] = ()
    join: str = "all"
    limit: int = 1
    timeout: float = 0.0
    """Seconds for one attempt; 0: that of the kind."""
    retry: Retry = Retry()
    undo: str | Mapping[str, Any] = ""
    irreversible: bool = False
    on_failure: OnFailure = OnFailure.STOP
    goto: str = ""
    approve: Approval | None = None
    model: str = ""
    tier: CommandTier | None = None


@dataclass(frozen=True)
class Budget:
    """What one run may cost and how long it may take; 0: no limit of its own."""

    usd: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True)
class Workflow:
    """A whole one. A phase is a step that holds the steps of the phase: the checks it requires before them, its gate
    after them.
    """

    name: str
    description: str
    steps: tuple[Step, ...] = ()
    inputs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    triggers: Mapping[str, Any] = field(default_factory=dict)
    model: str = ""
    concurrency: str = ""
    budget: Budget = Budget()

    def walk(self) -> Iterator[Step]:
        """Every step, those in blocks too, in the order of the file."""
        yield from walk(self.steps)


def walk(steps: tuple[Step, ...]) -> Iterator[Step]:
    """The steps and those in their blocks, in the order of the file."""
    for step in steps:
        yield step
        for block in step.blocks:
            yield from walk(block.steps)
