"""Containers of Docker and units of systemd on other machines: restart, stop, start. Compose is in compose.py.

Neither can carry a mark. Whether it happened is told by when the container or unit was started last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from firstmate.services.actions.remote import HOST, done, line, looked
from firstmate.services.actions.values import UNDO, Action, ActionError, Call, Output, Plan, Tools, takes

CONTAINER: Mapping[str, Any] = {"type": "string", "pattern": r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$(?!\n)"}
UNIT: Mapping[str, Any] = {"type": "string", "pattern": r"^[A-Za-z0-9_.][A-Za-z0-9:_.@\\-]{0,254}$(?!\n)"}
STATE = '{"id":{{json .Id}},"state":{{json .State}}}'
PROPERTIES = ("LoadState", "ActiveState", "InvocationID", "ActiveEnterTimestamp", "Job")
ACTIVE = ("active", "reloading", "activating")
SETTLES = 15.0
"""Seconds after which what was asked for before an interruption shows: Docker gives a container 10 to end."""
LASTS = 120.0
PAUSE = 5.0
BACK = {"stop": "start", "start": "stop"}


class _State(msgspec.Struct):
    Running: bool
    StartedAt: str


class _Inspected(msgspec.Struct):
    id: str
    state: _State


@dataclass(frozen=True)
class Seen:
    """What runs there, or not. `which` changes when it is made anew, `started` when it is started."""

    which: str
    runs: bool
    started: str
    is_changing: bool = False


@dataclass(frozen=True)
class Family:
    """Things that can be started and stopped: `argument` names one, `tool` does it, `see` looks at one."""

    name: str
    argument: str
    tool: str
    see: Callable[[Tools, Call], Seen]

    def thing(self, call: Call) -> str:
        return f"{self.argument} {call.arguments[self.argument]} on {call.arguments['host']}"


def _container(tools: Tools, call: Call) -> Seen:
    told = looked(
        tools, call, "docker", "inspect", "--type", "container", "--format", STATE, call.arguments["container"]
    )
    try:
        seen = msgspec.json.decode(told, type=_Inspected)
    except msgspec.DecodeError as error:
        raise ActionError(
            f"docker on {call.arguments['host']} does not tell the state of a container: {error}"
        ) from error
    return Seen(seen.id, seen.state.Running, seen.state.StartedAt)


def _unit(tools: Tools, call: Call) -> Seen:
    told = looked(tools, call, "systemctl", "show", f"--property={','.join(PROPERTIES)}", "--", call.arguments["unit"])
    known = dict(entry.split("=", 1) for entry in told.splitlines() if "=" in entry)
    if known.get("LoadState") in (None, "not-found"):
        raise ActionError(f"there is no unit {call.arguments['unit']} on {call.arguments['host']}")
    started = f"{known.get('ActiveEnterTimestamp', '')} {known.get('InvocationID', '')}".strip()
    return Seen("", known.get("ActiveState") in ACTIVE, started, known.get("Job", "0") not in ("", "0"))


def is_active(tools: Tools, call: Call) -> bool:
    """Whether a unit runs. Raises ActionError where there is none of the name."""
    return _unit(tools, call).runs


FAMILIES = (
    Family("docker", "container", "docker", _container),
    Family("systemd", "unit", "systemctl", _unit),
)


# ---- what every one of them does -----------------------------------------------------------------------------------


def _plan(family: Family, verb: str, tools: Tools, call: Call) -> Plan:
    seen = family.see(tools, call)
    facts = {"which": seen.which, "runs": seen.runs, "started": seen.started}
    shows = f"{'runs' if seen.runs else 'does not run'}, started {seen.started or 'never'}"
    return Plan((line(call, *_words(family, verb, call)),), facts, shows)


def _words(family: Family, verb: str, call: Call) -> tuple[str, ...]:
    return (family.tool, verb, "--", call.arguments[family.argument])


def _do(family: Family, verb: str, tools: Tools, call: Call) -> Output:
    seen = family.see(tools, call)
    _check(family, seen, call)
    if (seen.runs, seen.started) != (call.facts["runs"], call.facts["started"]):
        raise ActionError(f"{family.thing(call)} was started or stopped since this was planned")
    done(tools, call, *_words(family, verb, call))
    after = family.see(tools, call)
    if after.runs != (verb != "stop"):
        state = "runs" if after.runs else "does not run"
        raise ActionError(f"{family.thing(call)} {state}, though `{family.tool} {verb}` ended well")
    return _output(family, verb, call, after)


def _happened(family: Family, verb: str, tools: Tools, call: Call) -> Output | None:
    """What was asked for goes on over there, whatever became of this process: it is given time to show."""
    began = tools.clock()
    while True:
        seen = family.see(tools, call)
        _check(family, seen, call)
        if not seen.is_changing and _is_done(verb, seen, call):
            return _output(family, verb, call, seen)
        if tools.clock() - began >= (LASTS if seen.is_changing else SETTLES):
            return None
        tools.sleep(PAUSE)


def _is_done(verb: str, seen: Seen, call: Call) -> bool:
    if verb == "restart":
        return seen.runs and seen.started != str(call.facts["started"])
    wanted = verb == "start"
    return seen.runs == wanted and call.facts["runs"] != wanted


def _check(family: Family, seen: Seen, call: Call) -> None:
    if seen.which != call.facts["which"]:
        raise ActionError(f"{family.thing(call)} was made anew since this was planned")


def _output(family: Family, verb: str, call: Call, after: Seen) -> Output:
    """With what takes it back: a restart leaves nothing to take back, nor does what changed nothing."""
    output: Output = {"before": dict(call.facts), "runs": after.runs, "started": after.started}
    if verb in BACK and after.runs != call.facts["runs"]:
        output[UNDO] = {"action": f"{family.name}.{BACK[verb]}", "with": dict(call.arguments)}
    return output


def _action(family: Family, verb: str) -> Action:
    back = f"taken back by {BACK[verb]}" if verb in BACK else "there is nothing to take back"
    names = {"container": CONTAINER, "unit": UNIT}
    return Action(
        f"{verb} a {family.argument} on another machine, by ssh; {back}",
        takes(f"host {family.argument}", host=HOST, **{family.argument: names[family.argument]}),
        lambda tools, call: _do(family, verb, tools, call),
        lambda tools, call: _plan(family, verb, tools, call),
        lambda tools, call: _happened(family, verb, tools, call),
    )


ACTIONS = {
    f"{family.name}.{verb}": _action(family, verb) for family in FAMILIES for verb in ("restart", "start", "stop")
}
