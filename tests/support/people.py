"""A person who approves: with a passphrase, and in the log, as `firstmate approve` does it."""

from __future__ import annotations

import time
from pathlib import Path

from firstmate.adapters.approval_store import ApprovalStore
from firstmate.services.approve import Desk, Person, decide

PERSON = Person("op", "correct horse battery")


def state_of(home: Path) -> Path:
    """The folder of the guard's state in this home."""
    return home / ".local" / "state" / "firstmate"


def desk_of(home: Path) -> Desk:
    """Where this home's approvals are decided, by a person who has a passphrase."""
    return _desk(state_of(home))


def say(state: Path, number: int, yes: bool) -> None:
    """Approve or deny one request in this folder of the state."""
    decide(_desk(state), number, yes, PERSON)


def _desk(state: Path) -> Desk:
    store = ApprovalStore(str(state))
    if not store.people():
        store.set_passphrase(PERSON.name, PERSON.passphrase)
    return Desk(store, str(state), (), time.time())


def approve_all(home: Path) -> None:
    """Everything that waits."""
    desk = desk_of(home)
    for approval in desk.store.all():
        if approval.decided is None:
            decide(desk, approval.id, True, PERSON)
