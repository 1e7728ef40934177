"""One action at a time, on a practice cluster that is served: planned, done, looked for, taken back."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from firstmate.adapters.argocd import Argo
from firstmate.adapters.cluster import Cluster, Target
from firstmate.problems import shape_problems
from firstmate.process import Ended
from firstmate.services.actions import ACTIONS
from firstmate.services.actions.values import UNDO, ActionError, Call, Output, Plan, Tools
from tests.practice.kit import Kit, served, shell


def no_command(line: str) -> Ended:
    raise AssertionError(f"nothing is to be run here: {line}")


@dataclass
class World:
    """A cluster in which time passes when an action sleeps, and actions done to it without a run around them."""

    kit: Kit
    cluster: Cluster
    kubeconfig: Path
    run: Callable[[str], Ended] = no_command
    slept: list[float] = field(default_factory=list)
    argocd: Argo | None = None

    @property
    def tools(self) -> Tools:
        reach = Tools(lambda: self.cluster, _no_look, self.run, self.clock, self.sleep)
        return replace(reach, argocd=lambda: self.argocd)

    def clock(self) -> float:
        return self.kit.simulation.world.now.timestamp()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.kit.pass_time(math.ceil(seconds), 1)

    def planned(self, name: str, arguments: Mapping[str, Any], mark: str = "run/step/1") -> tuple[Call, Plan]:
        """What would be done, and the call that does it."""
        assert not shape_problems(dict(arguments), ACTIONS[name].takes)
        call = Call(arguments, mark)
        plan = ACTIONS[name].plan(self.tools, call)
        return replace(call, facts=plan.facts), plan

    def do(self, name: str, arguments: Mapping[str, Any], mark: str = "run/step/1") -> Output:
        """Planned and done."""
        call, _ = self.planned(name, arguments, mark)
        return self.again(name, call)

    def again(self, name: str, call: Call) -> Output:
        """Done as it was planned before."""
        return ACTIONS[name].do(self.tools, call)

    def happened(self, name: str, call: Call) -> Output | None:
        """What is found out after an interruption."""
        look = ACTIONS[name].happened
        assert look
        return look(self.tools, call)

    def undo(self, output: Output) -> Output:
        """What takes it back, done."""
        back = output[UNDO]
        return self.do(back["action"], back["with"], "run/step/#undo/1")

    def kubectl(self, command: str) -> str:
        """What a person's kubectl says."""
        done = shell(command, self.kubeconfig)
        assert done.returncode == 0, done.stderr
        return done.stdout


def refusal(call: Callable[[], Any]) -> str:
    """The sentence with which an action says no."""
    try:
        call()
    except ActionError as error:
        return str(error)
    raise AssertionError("it was not refused")


@contextmanager
def world(folder: Path, scenario: str = "healthy") -> Iterator[World]:
    """A world of a scenario."""
    kit = Kit.of(scenario)
    with served(kit.simulation, folder) as kubeconfig:
        yield World(kit, Cluster(Target(str(kubeconfig))), kubeconfig)


def _no_look(namespace: str) -> Any:
    raise AssertionError(f"nothing is to be looked at here: {namespace}")
