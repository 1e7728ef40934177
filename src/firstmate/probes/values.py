"""What a probe is, and what can come of it: a check of one thing that must be true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

TIMEOUT = 5.0
"""Seconds that a probe may take, where it says nothing else."""


class Verdict(StrEnum):
    """What came of a probe. docs/verification.md says what counts as what."""

    UP = "up"
    DOWN = "down"
    WRONG = "wrong"
    UNREACHABLE = "unreachable"
    NOT_CHECKED = "not checked"

    @property
    def is_up(self) -> bool:
        """It is there, and as it has to be."""
        return self is Verdict.UP

    @property
    def is_failure(self) -> bool:
        """It is known that something is not as it has to be."""
        return self in (Verdict.DOWN, Verdict.WRONG)

    @property
    def is_unknown(self) -> bool:
        """Nobody can say how it is."""
        return self in (Verdict.UNREACHABLE, Verdict.NOT_CHECKED)


@dataclass(frozen=True)
class Outcome:
    """The verdict, one sentence of what was seen (untrusted text), how long it took, and what would cure it."""

    verdict: Verdict
    detail: str = ""
    seconds: float = 0.0
    remedy: str = ""


@dataclass(frozen=True)
class GpuLimit:
    """A GPU that a node has, by a part of its name, and the watts that it may draw; 0: the site says nothing."""

    name: str
    watts: float = 0.0


@dataclass(frozen=True)
class Place:
    """Where a service is, as its probe takes it for granted."""

    node: str = ""
    host: str = ""
    """Address of the node; empty: nobody says it."""
    port: int = 0
    ssh: str | None = None
    """How commands get there: an ssh destination; empty: it is this machine; None: nobody says it."""
    os: str = ""
    gpus: tuple[GpuLimit, ...] = ()
    context: str = ""
    """Of the kubeconfig; empty: the current one."""
    namespace: str = ""
    workload: str = ""


@dataclass(frozen=True)
class Probe:
    """A check of one thing. `wants` is the rest of what the site file says, in the shape of SCHEMA."""

    kind: str
    place: Place
    timeout: float = TIMEOUT
    wants: Mapping[str, Any] = field(default_factory=dict)
