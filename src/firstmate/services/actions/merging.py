"""Merges a pull request whose head still is what it was: for the action, and for what takes a change back."""

from __future__ import annotations

from firstmate.adapters.forge import MERGED, OPEN, ForgeError, Gitea, Pull
from firstmate.services.actions.values import ActionError, Tools

ATTEMPTS = 30
"""Gitea works out after each push whether a pull request can be merged, and until then says to try again later."""
LATER = "try again"
PAUSE = 1.0


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
            return forge.merge(pull.number, sha, title, f"Firstmate-Run: {mark}")
        except ForgeError as error:
            if attempt == ATTEMPTS - 1 or error.status != 405 or LATER not in str(error).lower():
                raise
            tools.sleep(PAUSE)
    return None
