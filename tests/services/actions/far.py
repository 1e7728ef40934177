"""Another machine: a real sshd on loopback, with a fake `docker` and a fake `systemctl` that keep state in a file.

The fakes know what the actions say to them, as the manuals of Docker 27, Compose 2 and systemd 252 describe it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from firstmate import run_wiring
from firstmate.guard.values import Decision
from firstmate.problems import shape_problems
from firstmate.process import Ended, Running
from firstmate.services.actions import ACTIONS
from firstmate.services.actions.values import UNDO, Call, Output, Plan, Tools
from firstmate.services.runs import Where
from tests.support.ssh import sshd

FAKE = '''#!/usr/bin/env python3
"""A fake: it keeps in a file what would run, and does nothing else."""
import json, os, sys
path = os.environ["FAKE"]
state = json.load(open(path))
def begin(name):
    state["clock"] += 1
    state[name] |= {"runs": True, "started": str(state["clock"])}
def ended(code, text=""):
    json.dump(state, open(path, "w"))
    print(text, file=sys.stderr if code else sys.stdout)
    sys.exit(code)
state["asked"].append(sys.argv[1:])
'''
DOCKER = (
    FAKE
    + """
match sys.argv[1:]:
    case ["inspect", "--type", "container", "--format", _, name]:
        if name not in state: ended(1, f"Error: No such container: {name}")
        known = state[name]
        ended(0, json.dumps({"id": known["id"], "state": {"Running": known["runs"], "StartedAt": known["started"]}}))
    case ["restart" | "start" | "stop" as verb, "--", name]:
        if state["refuses"]: ended(1, "Error response from daemon: permission denied")
        state[name]["runs"] = False
        if verb != "stop": begin(name)
        ended(0, name)
    case ["compose", "--file", file, "ps", "--all", "--format", "json"]:
        ended(0, "\\n".join(json.dumps(each) for each in state["project"]))
    case ["compose", "--file", file, "config", "--format", "json", *services]:
        one = {"image": "registry.example/web:1", "volumes": [{"type": "volume", "source": "data", "target": "/data"}]}
        ended(0, json.dumps({"services": {name: one for name in services}, "volumes": {"data": {"name": "p_data"}}}))
    case ["compose", "--file", file, "rm", "--stop", "--force", *services]:
        state["project"] = [each for each in state["project"] if each["Service"] not in services]
        ended(0)
    case ["compose", "--file", file, "up", "--detach", *services]:
        for service in services or ["db", "web"]:
            state["project"] = [each for each in state["project"] if each["Service"] != service]
            state["clock"] += 1
            became = "exited" if state["refuses"] else "running"
            state["project"].append({"Service": service, "ID": str(state["clock"]), "State": became})
        ended(0)
    case ["compose", "--file", file, "down"]:
        state["project"] = []
        ended(0)
ended(2, f"unknown: {sys.argv}")
"""
)
SYSTEMCTL = (
    FAKE
    + """
match sys.argv[1:]:
    case ["show", _, "--", name]:
        if name not in state: ended(0, "LoadState=not-found\\nActiveState=inactive")
        known = state[name]
        job = f"Job={known['job']}\\n" if known.get("job") else ""
        known["job"] = max(known.get("job", 0) - 1, 0)
        is_active = "active" if known["runs"] else "inactive"
        ended(0, f"LoadState=loaded\\nActiveState={is_active}\\nInvocationID={known['started']}\\n{job}")
    case ["restart" | "start" | "stop" as verb, "--", name]:
        if state["refuses"]: ended(1, f"Failed to {verb} {name}: Access denied")
        state[name]["runs"] = False
        if verb != "stop": begin(name)
        ended(0)
ended(2, f"unknown: {sys.argv}")
"""
)


@dataclass
class Far:
    """The other machine, called `nas`, and actions done to it without a run around them."""

    folder: Path
    slept: float = 0.0

    @cached_property
    def judge(self) -> Callable[[str], Decision]:
        """The guard, as runs have it."""
        return run_wiring.judge(Where())

    @property
    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "state.json").read_text())
        return found

    def set(self, **changes: Any) -> None:
        (self.folder / "state.json").write_text(json.dumps({**self.state, **changes}))

    def asked(self, *verbs: str) -> int:
        """How often it was asked for one of these."""
        return sum(any(verb in words for verb in verbs) for words in self.state["asked"])

    @property
    def tools(self) -> Tools:
        return Tools(_none, _none, self.run, lambda: self.slept, self.sleep)  # type: ignore[arg-type]

    def sleep(self, seconds: float) -> None:
        self.slept += seconds

    def run(self, line: str) -> Ended:
        """As a run would, with a person's yes to what is risky."""
        environment = {**os.environ, "PATH": f"{self.folder}/here:{os.environ['PATH']}"}
        return Running(line, self.judge(line), True, str(self.folder), environment).wait(60, 65536)

    def planned(self, name: str, arguments: Mapping[str, Any]) -> tuple[Call, Plan]:
        assert not shape_problems(dict(arguments), ACTIONS[name].takes)
        call = Call(arguments, "run/step/1")
        plan = ACTIONS[name].plan(self.tools, call)
        return replace(call, facts=plan.facts), plan

    def again(self, name: str, call: Call) -> Output:
        return ACTIONS[name].do(self.tools, call)

    def do(self, name: str, arguments: Mapping[str, Any]) -> Output:
        call, _ = self.planned(name, arguments)
        return self.again(name, call)

    def happened(self, name: str, call: Call) -> Output | None:
        look = ACTIONS[name].happened
        assert look
        return look(self.tools, call)

    def undo(self, output: Output) -> Output:
        return self.do(output[UNDO]["action"], output[UNDO]["with"])


def _none(*arguments: Any) -> Any:
    raise AssertionError(f"no cluster is to be asked here: {arguments}")


@contextmanager
def far(folder: Path) -> Iterator[Far]:
    """A machine that runs until the end."""
    state = {"clock": 1, "refuses": False, "asked": [], "project": []}
    things = {"web": {"id": "c1", "runs": True, "started": "1"}, "nginx.service": {"runs": True, "started": "1"}}
    (folder / "state.json").write_text(json.dumps({**state, **things}))
    programs = {"docker": DOCKER, "systemctl": SYSTEMCTL}
    with sshd(folder, programs, f"FAKE={folder}/state.json"):
        yield Far(folder)
