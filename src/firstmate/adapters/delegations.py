"""What a session was told to hand to an agent: a file for each ticket. Light: the hook imports it."""

from __future__ import annotations

import json
import os
import re
from typing import NamedTuple

from firstmate.digest import sha256

FOLDER = "delegations"
TICKET = re.compile(r"\bfirstmate-step-([0-9a-f]{32})(?![0-9a-f])")


class Delegation(NamedTuple):
    """A step of a run, its agent, and the model tier that was chosen for it."""

    run: str
    step: str
    agent: str
    model: str


def put(state: str, ticket: str, delegation: Delegation) -> None:
    """Let the hook know it; not the ticket, which others could read there. Raises OSError."""
    path = _path(state, ticket)
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    with open(f"{path}.{os.getpid()}", "w", encoding="utf-8") as half:
        json.dump(delegation._asdict(), half)
    os.replace(half.name, path)


def named_in(state: str, prompt: str) -> Delegation | None:
    """The one whose ticket a prompt carries; None: it carries none that was given out."""
    found = TICKET.search(prompt)
    if found is None:
        return None
    try:
        with open(_path(state, found[1]), encoding="utf-8") as opened:
            return Delegation(**json.load(opened))
    except (OSError, ValueError, TypeError):
        return None


def drop(state: str, ticket: str) -> None:
    """It is done."""
    try:
        os.unlink(_path(state, ticket))
    except FileNotFoundError:
        return


def _path(state: str, ticket: str) -> str:
    return os.path.join(state, FOLDER, f"{sha256(ticket.encode())}.json")
