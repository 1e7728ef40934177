"""After a call: what came of it goes into the log, and no secret in its output to the model. Light: for the hook.

Only calls that the guard had a say in: what other programs print is not its business.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from time import gmtime, strftime
from typing import Any

from firstmate.adapters import log_file, log_tail
from firstmate.guard.log import Entry, parsed
from firstmate.redaction import redacted
from firstmate.services.guard_call import Here

LONGEST = 512 * 1024
"""Characters of output that are read through; longer ones are withheld, as nobody has looked at them."""
WITHHELD = "(withheld: too long to be searched for secrets; write it to a file, or ask for less)"


def note_outcome(event: Mapping[str, Any], here: Here) -> dict[str, Any]:
    """The hook's answer: the output as the model may see it, where that differs."""
    decided = _decided(here)
    if not decided:
        return {}
    if decided.get("tier") != "read":
        with suppress(OSError):  # it is done already: the entry before it stands
            log_file.append(here.state, _entry(event, decided, here))
    response = event.get("tool_response")
    shown = _without_secrets(response) if len(json.dumps(response)) <= LONGEST else _withheld(response)
    if shown == response:
        return {}
    return {"hookSpecificOutput": {"hookEventName": "PostToolUse", "updatedToolOutput": shown}}


def _decided(here: Here) -> dict[str, Any]:
    """The log's entry for this call; empty when the guard had no say in it."""
    if not here.call_id:
        return {}
    found = log_tail.lines_about(here.state, json.dumps(here.call_id).encode())
    entries = (parsed(line.decode(errors="replace")) for line in found)
    return next((entry for entry in entries if entry.get("call") == here.call_id), {})


def _entry(event: Mapping[str, Any], decided: Mapping[str, Any], here: Here) -> Entry:
    failed = event.get("hook_event_name") == "PostToolUseFailure"
    error = str(event.get("error") or "it failed").partition("\n")[0]
    return Entry(
        time=strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(here.now)),
        event="done",
        session=here.session,
        agent=str(decided.get("agent", "")),
        tool=str(decided.get("tool", "")),
        tier=str(decided.get("tier", "")),
        rule=str(decided.get("rule", "")),
        outcome=error if failed else "done",
        call=here.call_id,
    )


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_secrets(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_without_secrets(member) for member in value]
    return redacted(value) if isinstance(value, str) else value


def _withheld(value: Any) -> Any:
    """The same shape: the client takes no other."""
    if isinstance(value, dict):
        return {key: _withheld(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_withheld(member) for member in value]
    return WITHHELD if isinstance(value, str) and len(value) > len(WITHHELD) else value
