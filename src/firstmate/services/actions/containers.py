"""What is changed in one container of a workload: its image, its requests and limits. Not where Git has them."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from typing import Any

from firstmate.services.actions.kubernetes import Live, Which, change, read, refuse_if_in_git
from firstmate.services.actions.values import NAME, UNDO, Action, ActionError, Call, Output, Plan, Tools, takes
from firstmate.services.actions.workloads import KIND, WORKLOAD, is_changed, named, template_of, which_of

Container = Mapping[str, Any]
IMAGE: Mapping[str, Any] = {"type": "string", "pattern": r"^[A-Za-z0-9][A-Za-z0-9._/:@-]{0,500}$(?!\n)"}
QUANTITY: Mapping[str, Any] = {
    "type": ["string", "null"],
    "pattern": r"^[0-9]+(\.[0-9]+)?([a-zA-Z]{1,2}|[eE][0-9]+)?$(?!\n)",
}
QUANTITIES: Mapping[str, Any] = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": False,
    "properties": {"cpu": QUANTITY, "memory": QUANTITY, "ephemeral-storage": QUANTITY},
}
"""By resource; null takes away what is said of it."""
SECTIONS = ("requests", "limits")


def _container(live: Live, wanted: str | None) -> Container:
    """The one that is named, or the only one."""
    containers = (template_of(live).get("spec") or {}).get("containers") or []
    fitting = [each for each in containers if wanted in (None, each["name"])]
    if len(fitting) != 1:
        names = ", ".join(str(each["name"]) for each in containers)
        raise ActionError(f"which container of {live.which} is meant? There is: {names}")
    found: Container = fitting[0]
    return found


def _replaced(live: Live, name: str, new: Callable[[Container], Container]) -> Mapping[str, Any]:
    """A merge patch with all containers, since it knows lists only as wholes."""
    containers = template_of(live)["spec"]["containers"]
    changed = [dict(new(each)) if each["name"] == name else each for each in containers]
    return {"spec": {"template": {"spec": {"containers": changed}}}}


def _planned(tools: Tools, call: Call, before: Callable[[Container], Any]) -> tuple[Which, Live, dict[str, Any]]:
    """What every plan here begins with. Raises ActionError."""
    which = which_of(call)
    live = read(tools.cluster(), which)
    refuse_if_in_git(tools.cluster(), which)
    container = _container(live, call.arguments.get("container"))
    return which, live, {"uid": live.uid, "container": container["name"], "before": before(container)}


def _checked(live: Live, call: Call, before: Callable[[Container], Any]) -> None:
    """Raises ActionError when the container is no longer as it was planned for."""
    name = call.facts["container"]
    now = before(_container(live, name))
    if now != call.facts["before"]:
        raise ActionError(f"container {name} of {live.which} has {now} now, {call.facts['before']} when planned")


# ---- image ---------------------------------------------------------------------------------------------------------


def _plan_image(tools: Tools, call: Call) -> Plan:
    which, _, facts = _planned(tools, call, _image)
    image = call.arguments["image"]
    name, place = named(which)[0], named(which)[1:]
    line = shlex.join(["kubectl", "set", "image", name, f"{facts['container']}={image}", *place])
    return Plan((line,), facts, f"{facts['before']} → {image}")


def _set_image(tools: Tools, call: Call) -> Output:
    def patch(live: Live) -> Mapping[str, Any]:
        _checked(live, call, _image)
        return _replaced(live, call.facts["container"], lambda each: {**each, "image": call.arguments["image"]})

    change(tools.cluster(), which_of(call), call, patch)
    return _image_set(call)


def _has_set_image(tools: Tools, call: Call) -> Output | None:
    return _image_set(call) if is_changed(tools, call) else None


def _image_set(call: Call) -> Output:
    before = call.facts["before"]
    back = {**call.arguments, "container": call.facts["container"], "image": before}
    return {"before": before, "after": call.arguments["image"], UNDO: {"action": "kubectl.set-image", "with": back}}


def _image(container: Container) -> str:
    return str(container.get("image", ""))


# ---- requests and limits -------------------------------------------------------------------------------------------


def _plan_resources(tools: Tools, call: Call) -> Plan:
    if not any(section in call.arguments for section in SECTIONS):
        raise ActionError("neither requests nor limits are given")
    which, _, facts = _planned(tools, call, lambda container: _resources(container, call))
    wanted = _wanted(call)
    return Plan((_line(which, facts["container"], wanted),), facts, f"{_told(facts['before'])} → {_told(wanted)}")


def _set_resources(tools: Tools, call: Call) -> Output:
    def before(container: Container) -> Mapping[str, Any]:
        return _resources(container, call)

    def patch(live: Live) -> Mapping[str, Any]:
        _checked(live, call, before)
        return _replaced(live, call.facts["container"], lambda each: _with(each, _wanted(call)))

    change(tools.cluster(), which_of(call), call, patch)
    return _resources_set(call)


def _has_set_resources(tools: Tools, call: Call) -> Output | None:
    return _resources_set(call) if is_changed(tools, call) else None


def _resources_set(call: Call) -> Output:
    before = call.facts["before"]
    back = {**call.arguments, "container": call.facts["container"], **before}
    return {"before": before, "after": _wanted(call), UNDO: {"action": "kubectl.set-resources", "with": back}}


def _wanted(call: Call) -> dict[str, dict[str, Any]]:
    return {section: dict(call.arguments[section]) for section in SECTIONS if section in call.arguments}


def _resources(container: Container, call: Call) -> dict[str, dict[str, Any]]:
    """What it has of that which is to be set."""
    has = container.get("resources") or {}
    return {
        section: {name: (has.get(section) or {}).get(name) for name in wanted}
        for section, wanted in _wanted(call).items()
    }


def _with(container: Container, wanted: Mapping[str, Mapping[str, Any]]) -> Container:
    resources = dict(container.get("resources") or {})
    for section, values in wanted.items():
        kept = {**(resources.get(section) or {}), **values}
        resources[section] = {name: value for name, value in kept.items() if value is not None}
    return {**container, "resources": {section: values for section, values in resources.items() if values}}


def _line(which: Which, container: str, wanted: Mapping[str, Mapping[str, Any]]) -> str:
    """`kubectl set resources` cannot take a value away: then it is a patch."""
    if all(value is not None for values in wanted.values() for value in values.values()):
        flags = [f"--{section}={_pairs(values)}" for section, values in wanted.items()]
        return shlex.join(["kubectl", "set", "resources", *named(which), "-c", container, *flags])
    spec = {"containers": [{"name": container, "resources": wanted}]}
    patch = json.dumps({"spec": {"template": {"spec": spec}}}, separators=(",", ":"))
    return shlex.join(["kubectl", "patch", *named(which), "-p", patch])


def _pairs(values: Mapping[str, Any]) -> str:
    return ",".join(f"{name}={value}" for name, value in values.items())


def _told(resources: Mapping[str, Mapping[str, Any]]) -> str:
    return "; ".join(f"{section} {_pairs(values)}" for section, values in resources.items()).replace("=None", "=none")


CONTAINER = {"kind": KIND, **WORKLOAD, "container": NAME}
ACTIONS = {
    "kubectl.set-image": Action(
        "set the image of a container, where Git does not; taken back to the image that it had",
        takes("kind namespace name image", **CONTAINER, image=IMAGE),
        _set_image,
        _plan_image,
        _has_set_image,
    ),
    "kubectl.set-resources": Action(
        "set requests and limits of a container, where Git does not; taken back to what it had",
        takes("kind namespace name", **CONTAINER, requests=QUANTITIES, limits=QUANTITIES),
        _set_resources,
        _plan_resources,
        _has_set_resources,
    ),
}
