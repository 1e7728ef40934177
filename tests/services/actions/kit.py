"""One action at a time, on a practice cluster that is served: planned, done, looked for, taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from firstmate.adapters.cluster import Cluster, Target
from firstmate.process import Ended
from firstmate.services.actions import ACTIONS
from firstmate.services.actions.values import UNDO, Call, Output, Plan, Tools
from firstmate.workflow.problems import shape_problems
from tests.practice.kit import Kit, served


@dataclass
class World:
    """A cluster, and actions done to it without a run around them."""

    kit: Kit
    cluster: Cluster

    @property
    def tools(self) -> Tools:
        return Tools(lambda: self.cluster, _no_look, _no_command)

    def planned(self, name: str, arguments: Mapping[str, Any], mark: str = "run/step/1") -> tuple[Call, Plan]:
        """What would be done, and the call that does it."""
        assert not shape_problems(dict(arguments), ACTIONS[name].takes)
        call = Call(arguments, mark)
        plan = ACTIONS[name].plan(self.tools, call)
        return replace(call, facts=plan.facts), plan

    def do(self, name: str, arguments: Mapping[str, Any], mark: str = "run/step/1") -> Output:
        """Planned and done."""
        call, _ = self.planned(name, arguments, mark)
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


@contextmanager
def world(folder: Path, scenario: str = "healthy") -> Iterator[World]:
    """A world of a scenario."""
    kit = Kit.of(scenario)
    with served(kit.simulation, folder) as kubeconfig:
        yield World(kit, Cluster(Target(str(kubeconfig))))


def _no_look(namespace: str) -> Any:
    raise AssertionError(f"nothing is to be looked at here: {namespace}")


def _no_command(line: str) -> Ended:
    raise AssertionError(f"nothing is to be run here: {line}")
