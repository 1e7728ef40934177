"""The answers to the client's events: before a call the guard's decision, after it what the model may see of it."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Mapping
from time import time  # noqa: TID251 - the hook does without wiring.py, which costs too much
from typing import Any

SECONDS = 2.0
"""Until the guard gives up; the launcher waits three, the client longer."""
OURS = b"/firstmate/bin/hook"
"""In the settings, where install.py has put the hook there."""


class TooLateError(BaseException):
    """Not an Exception: nothing on the way may take it for a server's timeout."""


def answered(raw: bytes) -> str:
    """The answer to an event, in one line of JSON. Raises ValueError when it is none."""
    signal.signal(signal.SIGALRM, _give_up)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    return json.dumps(answer_of(raw, dict(os.environ), time()), separators=(",", ":"))  # noqa: TID251 - the same


def answer_of(raw: bytes, env: Mapping[str, str], now: float) -> dict[str, Any]:
    """The answer to an event. Raises ValueError when it is none."""
    if _stands_aside(env):
        return {}
    event = json.loads(raw)
    if not isinstance(event, dict):
        raise ValueError("the event is no JSON object")
    if event.get("hook_event_name") in ("PostToolUse", "PostToolUseFailure"):
        return _after(event, env, now)
    return _before(event, env, now)


def _stands_aside(env: Mapping[str, str]) -> bool:
    """The plugin's hook does when the settings have one as well: an approval is used once, and a call logged once."""
    if env.get("FIRSTMATE_HOOK") != "plugin":
        return False
    folder = env.get("CLAUDE_CONFIG_DIR") or f"{env.get('HOME', '')}/.claude"
    try:
        with open(f"{folder}/settings.json", "rb") as settings:
            return OURS in settings.read()
    except OSError:
        return False


def _before(event: Mapping[str, Any], env: Mapping[str, str], now: float) -> dict[str, Any]:
    from firstmate.guard.calls import Decided, answer_to, call_from  # noqa: PLC0415
    from firstmate.services.guard_call import guard_call, stopped  # noqa: PLC0415

    call = call_from(event, env)
    try:
        decided = guard_call(call, _here(event, env, now))
    except TooLateError:
        decided = Decided(stopped(call, "guard.late", f"the guard could not decide within {SECONDS:g} seconds"))
    return answer_to(decided, call)


def _after(event: Mapping[str, Any], env: Mapping[str, str], now: float) -> dict[str, Any]:
    from firstmate.services.note_outcome import note_outcome  # noqa: PLC0415

    return note_outcome(event, _here(event, env, now))


def _here(event: Mapping[str, Any], env: Mapping[str, str], now: float) -> Any:
    from firstmate.services.guard_call import Here  # noqa: PLC0415

    told = {key: str(event.get(key) or "") for key in ("cwd", "session_id", "tool_use_id")}
    return Here(env, told["cwd"] or os.getcwd(), told["session_id"], told["tool_use_id"], now)


def _give_up(*_: object) -> None:
    raise TooLateError
