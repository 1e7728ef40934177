"""Projects of Docker Compose on other machines, by their file: up and down.

`up` makes what is there like the file, so that it can be done again. What it rests on is the file's content.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from firstmate.services.actions.remote import HOST, done, line, looked
from firstmate.services.actions.values import UNDO, Action, ActionError, Call, Output, Plan, Tools, takes

FILE: Mapping[str, Any] = {"type": "string", "pattern": r"^/[^\x00-\x1f\x7f]{1,500}$"}
SERVICE: Mapping[str, Any] = {"type": "string", "pattern": r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$(?!\n)"}
Containers = list[dict[str, str]]
"""Of a project: service, id and state of each, in a fixed order."""


def _words(call: Call, *words: str) -> tuple[str, ...]:
    return ("docker", "compose", "--file", call.arguments["file"], *words)


def _up(call: Call) -> tuple[str, ...]:
    return _words(call, "up", "--detach", *([call.arguments["service"]] if "service" in call.arguments else []))


def _digest(tools: Tools, call: Call) -> str:
    return looked(tools, call, "sha256sum", "--", call.arguments["file"]).partition(" ")[0].lstrip("\\")


def _containers(tools: Tools, call: Call) -> Containers:
    """Those of the service that is meant, or of the whole project."""
    told = looked(tools, call, *_words(call, "ps", "--all", "--format", "json"))
    try:
        found = [_container(entry) for entry in _entries(told)]
    except (msgspec.DecodeError, TypeError, KeyError) as error:
        raise ActionError(f"docker compose on {call.arguments['host']} does not tell its containers") from error
    meant = [each for each in found if call.arguments.get("service", each["service"]) == each["service"]]
    return sorted(meant, key=lambda each: (each["service"], each["id"]))


def _entries(told: str) -> Iterator[Mapping[str, Any]]:
    """Older versions print a list, newer ones an object a line."""
    for row in told.splitlines():
        if row.strip():
            decoded = msgspec.json.decode(row)
            yield from decoded if isinstance(decoded, list) else [decoded]


def _container(entry: Mapping[str, Any]) -> dict[str, str]:
    return {"service": str(entry["Service"]), "id": str(entry["ID"])[:12], "state": str(entry["State"])}


def _runs(containers: Containers) -> bool:
    return bool(containers) and all(each["state"] == "running" for each in containers)


def _checked(tools: Tools, call: Call) -> None:
    if _digest(tools, call) != call.facts["digest"]:
        raise ActionError(f"{call.arguments['file']} on {call.arguments['host']} has changed since this was planned")


def _planned(tools: Tools, call: Call, words: Sequence[str]) -> Plan:
    before = _containers(tools, call)
    shows = ", ".join(f"{each['service']} {each['state']}" for each in before) or "no containers"
    return Plan((line(call, *words),), {"digest": _digest(tools, call), "before": before}, f"now: {shows}")


# ---- up ------------------------------------------------------------------------------------------------------------


def _plan_up(tools: Tools, call: Call) -> Plan:
    return _planned(tools, call, _up(call))


def _do_up(tools: Tools, call: Call) -> Output:
    _checked(tools, call)
    done(tools, call, *_up(call))
    after = _containers(tools, call)
    if not _runs(after):
        states = ", ".join(f"{each['service']} {each['state']}" for each in after) or "no containers"
        raise ActionError(f"not everything of {call.arguments['file']} runs on {call.arguments['host']}: {states}")
    return _is_up(call, after)


def _has_come_up(tools: Tools, call: Call) -> Output | None:
    after = _containers(tools, call)
    return _is_up(call, after) if _runs(after) and after != call.facts["before"] else None


def _is_up(call: Call, after: Containers) -> Output:
    """What was not there before is taken away again; what was replaced is not to be had back."""
    output: Output = {"before": call.facts["before"], "after": after}
    if not call.facts["before"] and "service" not in call.arguments:
        output[UNDO] = {"action": "compose.down", "with": dict(call.arguments)}
    return output


# ---- down ----------------------------------------------------------------------------------------------------------


def _plan_down(tools: Tools, call: Call) -> Plan:
    return _planned(tools, call, _words(call, "down"))


def _do_down(tools: Tools, call: Call) -> Output:
    _checked(tools, call)
    done(tools, call, *_words(call, "down"))
    if _containers(tools, call):
        raise ActionError(f"containers of {call.arguments['file']} are still on {call.arguments['host']}")
    return _is_down(call)


def _has_gone_down(tools: Tools, call: Call) -> Output | None:
    return _is_down(call) if call.facts["before"] and not _containers(tools, call) else None


def _is_down(call: Call) -> Output:
    output: Output = {"before": call.facts["before"]}
    if _runs(call.facts["before"]):
        output[UNDO] = {"action": "compose.up", "with": dict(call.arguments)}
    return output


ACTIONS = {
    "compose.down": Action(
        "stop and remove the containers of a project on another machine, not its volumes; taken back by bringing it up",
        takes("host file", host=HOST, file=FILE),
        _do_down,
        _plan_down,
        _has_gone_down,
    ),
    "compose.up": Action(
        "make the containers of a project, or of one service, what its file says; taken back where none were before",
        takes("host file", host=HOST, file=FILE, service=SERVICE),
        _do_up,
        _plan_up,
        _has_come_up,
    ),
}
