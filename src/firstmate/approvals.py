"""Approvals: for one exact act, once, by a named person, for a limited time. Light: the hook imports it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from firstmate.digest import sha256
from firstmate.redaction import redacted

LASTS = 12 * 3600.0
"""Seconds from the request until it can neither be decided nor used."""
FREE_GUESSES = 5
LONGEST_WAIT = 3600.0


class State(StrEnum):
    """Where a request stands. It is decided once, and what was approved is used once."""

    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"
    USED = "used"
    EXPIRED = "expired"


class Request(NamedTuple):
    """What somebody wants to do, whole: an approval holds for this and for nothing else."""

    operation: str
    """The tool: Bash, Write, …"""
    arguments: Mapping[str, Any]
    target: str = ""
    cluster: str = ""
    """The identity of the cluster: its context and server, or the UID of kube-system."""
    cwd: str = ""
    files: Mapping[str, str] = {}
    """The SHA-256 of every file whose content decides what is done, by its path."""
    proposer: str = ""
    tier: str = ""
    rule: str = ""
    reasons: tuple[str, ...] = ()
    safer: str = ""


class Approval(NamedTuple):
    """A request, as it stands. Times are seconds since 1970."""

    id: int
    request: Request
    binding: str
    asked: float
    expires: float
    decided: float | None = None
    approved: bool = False
    by: str = ""
    used: float | None = None

    def state(self, now: float) -> State:
        if self.used is not None:
            return State.USED
        if self.decided is not None and not self.approved:
            return State.DENIED
        if now >= self.expires:
            return State.EXPIRED
        return State.APPROVED if self.approved else State.PENDING


def binding(request: Request) -> str:
    """The hash of everything that decides what would be done."""
    told = [
        request.operation,
        dict(request.arguments),
        request.target,
        request.cluster,
        request.cwd,
        dict(request.files),
    ]
    return sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode())


def without_secrets(request: Request) -> Request:
    """The request as it is kept and shown: what it is bound to is in its hash."""
    return request._replace(arguments=_hidden(dict(request.arguments)), reasons=tuple(map(redacted, request.reasons)))


def _hidden(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _hidden(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_hidden(member) for member in value]
    return redacted(value) if isinstance(value, str) else value


def may_decide(approval: Approval, person: str, people: frozenset[str], approvers: tuple[str, ...], now: float) -> str:
    """Why this person may not decide about it; empty when he may."""
    state = approval.state(now)
    if state is not State.PENDING:
        return f"request {approval.id} is {state} already" if approval.decided else f"request {approval.id} has expired"
    if approvers and person not in approvers:
        return f"the standing orders do not name {person} among the approvers"
    if person == approval.request.proposer and len(people) > 1:
        return f"{person} has proposed it, so somebody else decides"
    return ""


def wait_after(guesses: int) -> float:
    """Seconds to wait after that many wrong passphrases in a row."""
    return 0.0 if guesses < FREE_GUESSES else min(30.0 * 2 ** min(guesses - FREE_GUESSES, 20), LONGEST_WAIT)
