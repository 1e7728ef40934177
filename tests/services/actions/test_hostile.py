"""Values that would do harm if they were ever more than values: one word of a command, or refused. For every action."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

import pytest
from generators import action_list

from firstmate.adapters import shfmt
from firstmate.problems import shape_problems
from firstmate.process import Ended
from firstmate.services.actions import ACTIONS
from firstmate.services.actions.values import Call, Tools

HOSTILE = (
    "; rm -rf /",
    "$(touch /tmp/x)",
    "`touch /tmp/x`",
    "web\n",
    "web\nrm -rf /",
    "--all",
    "-oProxyCommand=touch /tmp/x",
    "a' 'b",
    'a" "b',
    "*",
    "../../../api/v1/secrets",
    "web?force=true",
    "a b",
    "\u2028",
    "/srv/x; rm -rf /",
    "/srv/$(touch x)",
    "/srv/it's",
    "/srv/--all\n-d",
)
OURS = ("argocd", "compose", "docker", "kubectl", "systemd")
ARGUMENTS: Mapping[str, Any] = {
    "app": "home",
    "container": "web",
    "enabled": True,
    "file": "/srv/compose.yaml",
    "host": "nas",
    "id": 0,
    "image": "nginx:9",
    "kind": "deployment",
    "limits": {"memory": "96Mi"},
    "name": "web",
    "namespace": "dev",
    "replicas": 2,
    "requests": {"cpu": "7m"},
    "revision": 1,
    "service": "web",
    "services": ["web"],
    "unit": "nginx.service",
    "within": "5m",
}
TEMPLATE = {"spec": {"containers": [{"name": name, "image": "nginx:8"} for name in ("web", "8")]}}
HISTORY = [{"id": 0, "revision": "a" * 40}, {"id": 1, "revision": "b" * 40}]


class AnyCluster:
    """A fake: whatever is asked for is there, by the name that it is asked for."""

    def get(self, path: str, params: Mapping[str, str] | None = None) -> bytes:
        name = unquote(PurePosixPath(path).name)
        if name == "replicasets":
            return json.dumps({"items": [self.object(f"web-{number}", str(number)) for number in (1, 2)]}).encode()
        if name in ("jobs", "pods", "applications", "horizontalpodautoscalers"):
            return b'{"items": []}'
        return json.dumps(self.object(name, "2")).encode()

    def object(self, name: str, revision: str) -> dict[str, Any]:
        owner = {"kind": "Deployment", "name": "web", "uid": "u", "controller": True}
        annotations = {"deployment.kubernetes.io/revision": revision}
        metadata = {"name": name, "uid": "u", "ownerReferences": [owner], "annotations": annotations}
        return {"metadata": metadata, "spec": {"template": TEMPLATE}, "status": {"history": HISTORY}}


def answered(line: str) -> Ended:
    """A fake of what another machine says to a command that looks."""
    if "docker inspect" in line:
        return Ended(0, '{"id": "c", "state": {"Running": true, "StartedAt": "1"}}', "")
    return Ended(0, "LoadState=loaded\nActiveState=active\n" if "systemctl show" in line else "", "")


def commands(name: str, arguments: Mapping[str, Any]) -> list[str]:
    """Every command that planning it runs, and every one that doing it would."""
    asked: list[str] = []

    def run(line: str) -> Ended:
        asked.append(line)
        return answered(line)

    tools = Tools(AnyCluster, None, run, lambda: 0.0, lambda seconds: None)  # type: ignore[arg-type]
    return [*asked, *ACTIONS[name].plan(tools, Call(arguments, "run/step/1")).commands]


def words(line: str) -> list[str]:
    """Of the one plain command that the line is, and of the line that it gives to another machine."""
    (statement,) = shfmt.answer(line)["Stmts"]
    assert set(statement) <= {"Cmd", "Position", "Pos", "End"}
    parts = {part["Type"] for word in statement["Cmd"]["Args"] for part in word["Parts"]}
    assert statement["Cmd"]["Type"] == "CallExpr" and parts <= {"Lit", "SglQuoted", "DblQuoted"}
    found = shlex.split(line)
    return [*found[:-1], *words(found[-1])] if found[0] == "ssh" else found


def places(schema: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where there is text among the arguments; `NAME[]`: as the one entry of a list."""
    for name, each in schema["properties"].items():
        if each.get("type") == "object" and "properties" in each:
            yield from places(each, (*path, name))
        elif "string" in each.get("type", ()):
            yield (*path, name)
        elif "string" in each.get("items", {}).get("type", ()):
            yield (*path, f"{name}[]")


def placed(arguments: Mapping[str, Any], path: tuple[str, ...], value: str) -> dict[str, Any]:
    name, *rest = path
    if name.endswith("[]"):
        return {**arguments, name.removesuffix("[]"): [value]}
    return {**arguments, name: placed(arguments.get(name, {}), tuple(rest), value) if rest else value}


TABLE = [(name, path) for name in sorted(ACTIONS) if name.startswith(OURS) for path in places(ACTIONS[name].takes)]


def benign(name: str) -> dict[str, Any]:
    return {key: ARGUMENTS[key] for key in ACTIONS[name].takes["properties"] if key in ARGUMENTS}


def test_the_table_is_long_enough():
    """Every argument that is text, of every action here, with every value."""
    assert len(TABLE) * len(HOSTILE) >= 200


@pytest.mark.parametrize(("name", "path"), TABLE, ids=[f"{name}-{'.'.join(path)}" for name, path in TABLE])
def test_a_hostile_value_is_refused_or_stays_one_word(name, path):
    """The commands are those of a harmless value, word by word, but for the value itself."""
    harmless = "/srv/harmless" if path == ("file",) else "8"
    if path[-1] not in ("within", "older_than"):
        expected = [words(line) for line in commands(name, placed(benign(name), path, harmless))]
    for value in HOSTILE:
        arguments = placed(benign(name), path, value)
        if shape_problems(arguments, ACTIONS[name].takes):
            continue
        found = [words(line) for line in commands(name, arguments)]
        assert found == [[word.replace(harmless, value) for word in line] for line in expected], value


def test_no_action_takes_what_it_does_not_know():
    """A key that nobody reads is a mistake, and may be somebody's hope."""
    for name, action in ACTIONS.items():
        assert shape_problems({**benign(name), "no_such_thing": 1}, action.takes), name


def test_every_action_is_on_the_page():
    """With what it takes."""
    page = action_list.page("")
    assert [name for name in ACTIONS if f"| `{name}` |" not in page] == []
