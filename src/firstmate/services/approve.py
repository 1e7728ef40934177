"""A person decides: proven by a passphrase, written to the log. Also thawing, which only a person may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from firstmate.adapters import freeze_file, log_file
from firstmate.adapters.approval_store import ApprovalStore
from firstmate.adapters.freeze_file import Freeze
from firstmate.approvals import Approval
from firstmate.errors import RefusedError, UnknownError, UsageError
from firstmate.guard.log import Entry

SHORTEST = 10
"""Characters of a passphrase."""


@dataclass(frozen=True)
class Desk:
    """Where approvals are kept, the folder of the state, who may approve, and the time."""

    store: ApprovalStore
    folder: str
    approvers: tuple[str, ...]
    now: float


@dataclass(frozen=True)
class Person:
    """Who decides, and the proof of it: typed, never an argument or a variable."""

    name: str
    passphrase: str


def decide(desk: Desk, number: int, approve: bool, person: Person) -> Approval:
    """Approve or deny a request. Raises RefusedError, UsageError."""
    request = desk.store.get(number).request
    desk.store.prove(person.name, person.passphrase, desk.now)
    decided = desk.store.decide(number, approve, person.name, desk.approvers, desk.now)
    _log(
        desk,
        "approval",
        agent=person.name,
        tool=request.operation,
        command=str(request.arguments.get("command", "")),
        target=request.target,
        rule=request.rule,
        approval=str(number),
        decision="approved" if approve else "denied",
        binding=decided.binding,
    )
    return decided


def set_up(desk: Desk, person: Person, proof: str) -> None:
    """Set a passphrase. `proof`: the person's old one, or that of somebody who has one; not needed for the first."""
    if len(person.passphrase) < SHORTEST:
        raise UsageError(f"A passphrase has at least {SHORTEST} characters.")
    people = desk.store.people()
    if people:
        desk.store.prove(person.name if person.name in people else min(people), proof, desk.now)
    desk.store.set_passphrase(person.name, person.passphrase)
    _log(desk, "passphrase", agent=person.name)


def freeze(desk: Desk, seconds: float | None, by: str, why: str) -> Freeze:
    """Stop every change from now on. Anybody may."""
    try:
        holds = freeze_file.freeze(
            desk.folder, Freeze(desk.now, None if seconds is None else desk.now + seconds, by, why)
        )
    except OSError as error:
        raise UnknownError(f"{desk.folder} cannot be written: {error.strerror}.") from error
    _log(desk, "freeze", agent=by, outcome=why)
    return holds


def thaw(desk: Desk, person: Person) -> None:
    """End a freeze. Raises RefusedError when there is none, or it is not proven who says so."""
    if freeze_file.frozen(desk.folder, desk.now) is None:
        raise UsageError("Nothing is frozen.")
    if desk.approvers and person.name not in desk.approvers:
        raise RefusedError(f"The standing orders do not name {person.name} among the approvers.")
    desk.store.prove(person.name, person.passphrase, desk.now)
    freeze_file.thaw(desk.folder)
    _log(desk, "thaw", agent=person.name)


def _log(desk: Desk, event: str, **told: str) -> None:
    time = datetime.fromtimestamp(desk.now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        log_file.append(desk.folder, Entry(time, event, **told))  # type: ignore[arg-type]  # all text fields
    except OSError as error:
        raise UnknownError(f"The log in {desk.folder} cannot be written: {error.strerror}.") from error
