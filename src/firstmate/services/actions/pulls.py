"""What the actions of git and of forges share: how a pull request is told, signed by its run, and merged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from firstmate.adapters.forge import MERGED, OPEN, ForgeError, Gitea, Pull
from firstmate.services.actions.values import ActionError, Call, Tools

LONGEST_TITLE = 200
TITLE: Mapping[str, Any] = {
    "type": "string",
    "minLength": 1,
    "maxLength": LONGEST_TITLE,
    "pattern": r"^[^\x00-\x1f\x7f]+$(?!\n)",
}
NUMBER: Mapping[str, Any] = {"type": "integer", "minimum": 1}
"""Of a pull request."""
ATTEMPTS = 30
"""Gitea works out after each push whether a pull request can be merged, and until then says to try again later."""
LATER = "try again"
PAUSE = 1.0


def trailer(mark: str) -> str:
    """The line by which the run is found that did it."""
    return f"Firstmate-Run: {mark}"


def text_of(call: Call) -> str:
    """What a pull request says: what it is given to say, and the run."""
    return signed(call.arguments.get("text", ""), mark=call.mark)


def signed(*parts: str, mark: str) -> str:
    """Paragraphs, with the run below them."""
    return "\n\n".join(filter(None, (*parts, trailer(mark))))


def merged(tools: Tools, forge: Gitea, pull: Pull, sha: str, mark: str) -> Pull:
    """The pull request, merged at that head. Raises ActionError and ForgeError."""
    if pull.sha != sha and pull.state == OPEN:
        raise ActionError(f"pull request {pull.number} has got other commits since this was planned")
    if pull.state == OPEN:
        _merge(tools, forge, pull, sha, mark)
        pull = forge.pull(pull.number)
    if pull.state != MERGED:
        raise ActionError(f"pull request {pull.number} is {pull.state}, not merged")
    return pull


def _merge(tools: Tools, forge: Gitea, pull: Pull, sha: str, mark: str) -> None:
    title = f"Merge pull request #{pull.number}: {pull.title}"
    for attempt in range(ATTEMPTS):
        try:
            return forge.merge(pull.number, sha, title, trailer(mark))
        except ForgeError as error:
            if attempt == ATTEMPTS - 1 or error.status != 405 or LATER not in str(error).lower():
                raise
            tools.sleep(PAUSE)
    return None
