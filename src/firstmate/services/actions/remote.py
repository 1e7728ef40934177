"""Commands on other machines, by ssh as the user has it set up: what is asked for there is one word here.

The host `local` is this machine.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from firstmate.process import Ended
from firstmate.services.actions.values import ActionError, Call, SilentError, Tools, UncertainError

SSH = ("ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "--")
LOCAL = "local"
NOT_REACHED = 255
"""Exit code of ssh itself; what it was to run may have run, if the connection broke."""
HOST: Mapping[str, Any] = {
    "type": "string",
    "pattern": r"^([A-Za-z0-9_][\w.-]{0,63}@)?[A-Za-z0-9][A-Za-z0-9.:-]{0,252}$(?!\n)",
}


def line(call: Call, *words: str) -> str:
    """A command of these words on the host of the call."""
    return at(call.arguments["host"], *words)


def at(host: str, *words: str) -> str:
    """A command of these words on a host."""
    told = shlex.join(words)
    return told if host == LOCAL else shlex.join([*SSH, host, told])


def looked(tools: Tools, call: Call, *words: str) -> str:
    """What a command that only looks prints. Raises ActionError, SilentError when the host is not reached."""
    ended = tools.run(line(call, *words))
    if ended.code:
        told = f"{call.arguments['host']} does not tell `{shlex.join(words)}`: {_said(ended)}"
        raise SilentError(told) if _is_cut(ended) else ActionError(told)
    return ended.stdout


def done(tools: Tools, call: Call, *words: str) -> None:
    """Run a command that changes something. Raises ActionError, UncertainError when nobody knows what it came to."""
    ended = tools.run(line(call, *words))
    what = f"`{shlex.join(words)}` on {call.arguments['host']}"
    if _is_cut(ended):
        raise UncertainError(f"{what} may have been done: {_said(ended)}")
    if ended.code:
        raise ActionError(f"{what} ended with code {ended.code}: {_said(ended)}")


def _is_cut(ended: Ended) -> bool:
    return ended.code == NOT_REACHED or ended.code < 0


def _said(ended: Ended) -> str:
    return (ended.stderr.strip() or ended.stdout.strip())[-300:] or f"exit code {ended.code}"
