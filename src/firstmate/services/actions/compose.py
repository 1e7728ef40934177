"""Projects of Docker Compose on other machines, by their file: up and down, and single services taken away again.

`up` makes what is there like the file, so that it can be done again. What it rests on is the file's content.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from firstmate.services.actions.remote import HOST, done, line, looked
from firstmate.services.actions.values import (
    LEFT,
    UNDO,
    Action,
    ActionError,
    Call,
    HalfDoneError,
    MissingError,
    Output,
    Plan,
    SilentError,
    Tools,
    UncertainError,
    takes,
)

FILE: Mapping[str, Any] = {"type": "string", "pattern": r"^/[^\x00-\x1f\x7f]{1,500}$"}
SERVICE: Mapping[str, Any] = {"type": "string", "pattern": r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$(?!\n)"}
SERVICES: Mapping[str, Any] = {"type": "array", "items": SERVICE, "minItems": 1, "uniqueItems": True}
Containers = list[dict[str, str]]
"""Of a project: service, id and state of each, in a fixed order."""


class _Mount(msgspec.Struct):
    type: str
    source: str = ""


class _Service(msgspec.Struct):
    image: str = ""
    volumes: list[_Mount] = []


class _Named(msgspec.Struct):
    name: str = ""


class _Project(msgspec.Struct):
    """What `docker compose config` says of a project, without what may hold secrets."""

    services: dict[str, _Service]
    volumes: dict[str, _Named] = {}
    networks: dict[str, _Named] = {}


def _words(call: Call, *words: str) -> tuple[str, ...]:
    return ("docker", "compose", "--file", call.arguments["file"], *words)


def _up(call: Call) -> tuple[str, ...]:
    return _words(call, "up", "--detach", *([call.arguments["service"]] if "service" in call.arguments else []))


def _digest(tools: Tools, call: Call) -> str:
    return looked(tools, call, "sha256sum", "--", call.arguments["file"]).partition(" ")[0].lstrip("\\")


def _containers(tools: Tools, call: Call) -> Containers:
    """Those of the whole project."""
    told = looked(tools, call, *_words(call, "ps", "--all", "--format", "json"))
    try:
        found = [_container(entry) for entry in _entries(told)]
    except (msgspec.DecodeError, TypeError, KeyError) as error:
        raise ActionError(f"docker compose on {call.arguments['host']} does not tell its containers") from error
    return sorted(found, key=lambda each: (each["service"], each["id"]))


def _meant(call: Call, containers: Containers) -> Containers:
    """Those of the service or services that the call is about, or all."""
    names = call.arguments.get("services") or [call.arguments.get("service", "")]
    return [each for each in containers if names == [""] or each["service"] in names]


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


def _shown(containers: Containers) -> str:
    return ", ".join(f"{each['service']} {each['state']}" for each in containers) or "no containers"


def _planned(tools: Tools, call: Call, words: Sequence[str]) -> Plan:
    project = _containers(tools, call)
    before = _meant(call, project)
    facts = {"digest": _digest(tools, call), "before": before, "project": project}
    return Plan((line(call, *words),), facts, f"now: {_shown(before)}")


def of_service(tools: Tools, call: Call) -> Containers:
    """The containers of a service, once Compose has accepted its file. Raises ActionError, MissingError without one."""
    file, host = call.arguments["file"], call.arguments["host"]
    try:
        looked(tools, call, "find", file, "-maxdepth", "0")
    except SilentError:
        raise
    except ActionError as error:
        raise MissingError(f"there is no {file} on {host}") from error
    looked(tools, call, *_words(call, "config", "--quiet", call.arguments["service"]))
    return _meant(call, _containers(tools, call))


# ---- up ------------------------------------------------------------------------------------------------------------


def _plan_up(tools: Tools, call: Call) -> Plan:
    return _planned(tools, call, _up(call))


def _do_up(tools: Tools, call: Call) -> Output:
    _checked(tools, call)
    error = _failed(tools, call, _up(call))
    project = _containers(tools, call)
    if not error and not _runs(_meant(call, project)):
        what = f"{call.arguments['file']} runs on {call.arguments['host']}"
        error = f"not everything of {what}: {_shown(_meant(call, project))}"
    if error:
        raise HalfDoneError(error, _is_up(call, project))
    return _is_up(call, project)


def _failed(tools: Tools, call: Call, words: Sequence[str]) -> str:
    """Run it; how it failed, after which some of it may be there. Raises UncertainError."""
    try:
        done(tools, call, *words)
    except UncertainError:
        raise
    except ActionError as error:
        return str(error)
    return ""


def _has_come_up(tools: Tools, call: Call) -> Output | None:
    project = _containers(tools, call)
    after = _meant(call, project)
    return _is_up(call, project) if _runs(after) and after != call.facts["before"] else None


def _is_up(call: Call, project: Containers) -> Output:
    """What was not there before is taken away again; what was replaced is not to be had back."""
    known = call.facts["project"]
    output: Output = {"before": call.facts["before"], "after": _meant(call, project), LEFT: _changed(known, project)}
    new = _services(project) - _services(known)
    where = {"host": call.arguments["host"], "file": call.arguments["file"]}
    if new and not known and "service" not in call.arguments:
        output[UNDO] = {"action": "compose.down", "with": where}
    elif new:
        output[UNDO] = {"action": "compose.remove", "with": {**where, "services": sorted(new)}}
    return output


def _services(containers: Containers) -> set[str]:
    return {each["service"] for each in containers}


def _changed(before: Containers, after: Containers) -> list[str]:
    """What was there before and is another now: nothing takes that back."""
    known = {each["service"]: each for each in before}
    told = []
    for each in after:
        was = known.get(each["service"])
        if was and was["id"] != each["id"]:
            told.append(f"container of {each['service']}: replaced by a new one")
        elif was and was["state"] != each["state"]:
            told.append(f"container of {each['service']}: {each['state']}, was {was['state']}")
    return told


# ---- down ----------------------------------------------------------------------------------------------------------


def _plan_down(tools: Tools, call: Call) -> Plan:
    return _planned(tools, call, _words(call, "down"))


def _do_down(tools: Tools, call: Call) -> Output:
    _checked(tools, call)
    done(tools, call, *_words(call, "down"))
    if _containers(tools, call):
        raise ActionError(f"containers of {call.arguments['file']} are still on {call.arguments['host']}")
    return _is_down(tools, call)


def _has_gone_down(tools: Tools, call: Call) -> Output | None:
    return _is_down(tools, call) if call.facts["before"] and not _containers(tools, call) else None


def _is_down(tools: Tools, call: Call) -> Output:
    before = call.facts["before"]
    output: Output = {"before": before, LEFT: _left(tools, call, sorted(_services(before)))}
    if _runs(before):
        output[UNDO] = {"action": "compose.up", "with": dict(call.arguments)}
    return output


def _left(tools: Tools, call: Call, services: Sequence[str]) -> list[str]:
    """What containers of the services leave behind: their data, and what was fetched for them."""
    try:
        told = looked(tools, call, *_words(call, "config", "--format", "json", *services))
        project = msgspec.json.decode(told, type=_Project)
    except (ActionError, msgspec.DecodeError):
        return [f"volumes and images of {', '.join(services)}: {call.arguments['file']} does not tell them"]
    found = [each for name, each in project.services.items() if name in services]
    mounts = [mount for each in found for mount in each.volumes if mount.source]
    named = {key: value.name or key for key, value in project.volumes.items()}
    volumes = [f"{mount.type} {named.get(mount.source, mount.source)}" for mount in mounts]
    return list(dict.fromkeys([*volumes, *(f"image {each.image}" for each in found if each.image)]))


# ---- single services taken away ------------------------------------------------------------------------------------


def _remove(call: Call) -> tuple[str, ...]:
    return _words(call, "rm", "--stop", "--force", *call.arguments["services"])


def _plan_remove(tools: Tools, call: Call) -> Plan:
    return _planned(tools, call, _remove(call))


def _do_remove(tools: Tools, call: Call) -> Output:
    _checked(tools, call)
    done(tools, call, *_remove(call))
    after = _meant(call, _containers(tools, call))
    if after:
        raise ActionError(f"still on {call.arguments['host']}: {_shown(after)}")
    return _is_removed(tools, call)


def _has_removed(tools: Tools, call: Call) -> Output | None:
    is_gone = call.facts["before"] and not _meant(call, _containers(tools, call))
    return _is_removed(tools, call) if is_gone else None


def _is_removed(tools: Tools, call: Call) -> Output:
    return {"before": call.facts["before"], LEFT: _left(tools, call, call.arguments["services"])}


ACTIONS = {
    "compose.down": Action(
        "stop and remove the containers of a project on another machine, not its volumes; taken back by bringing it up",
        takes("host file", host=HOST, file=FILE),
        _do_down,
        _plan_down,
        _has_gone_down,
    ),
    "compose.remove": Action(
        "stop and remove the containers of services, not their volumes; there is nothing that takes it back",
        takes("host file services", host=HOST, file=FILE, services=SERVICES),
        _do_remove,
        _plan_remove,
        _has_removed,
    ),
    "compose.up": Action(
        "make the containers of a project, or of one service, what its file says; taken back where none were before",
        takes("host file", host=HOST, file=FILE, service=SERVICE),
        _do_up,
        _plan_up,
        _has_come_up,
    ),
}
