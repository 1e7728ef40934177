"""Scenarios: what happened to the healthy cluster, told as changes to its objects. One small file each.

A module holds `SCENARIO`; its name in the CLI is the module's, with dashes.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from typing import NamedTuple

from firstmate.errors import UsageError
from firstmate.practice.objects import Object, dig, name_of, namespace_of
from firstmate.practice.patches import strategic_patch
from firstmate.practice.repositories import is_local
from firstmate.practice.types import type_of
from firstmate.practice.world import World

Change = Callable[[World], None]


class Source(NamedTuple):
    """A git repository of the user's, and the folder in it: what a scenario is to deploy."""

    url: str = ""
    path: str = ""


@dataclass(frozen=True)
class Scenario:
    """What went wrong, what a good diagnosis says, and what cures it."""

    module: str
    title: str
    story: str
    cause: str = ""
    """The root cause in one sentence: for teachers and tests, not shown by `practice start`."""
    findings: tuple[str, ...] = ()
    """The codes of the findings by which `firstmate status` names the root causes: one for each incident."""
    root: tuple[str, ...] = ()
    """The objects at the root, as Kind/namespace/name."""
    cures: tuple[str, ...] = ()
    """Commands that cure it."""
    alerts: tuple[str, ...] = ()
    """Names of alerts that fire because of it, and resolve when it is cured."""
    changes: tuple[Change, ...] = ()
    ago: timedelta = field(default=timedelta(minutes=35))
    """How long ago it happened."""
    dark_nodes: tuple[str, ...] = ()
    deploys: Callable[[Source], Change] | None = None
    """What a repository of the user's adds; None for scenarios that need none."""

    def of(self, source: Source) -> Scenario:
        """The scenario with that repository. Raises UsageError when it needs one and there is none, or the reverse."""
        if self.deploys is None:
            if source.url:
                told = f"The scenario {self.name} deploys nothing."
                raise UsageError(told, hint="leave --repo out, or start the scenario deploy")
            return self
        if not is_local(source.url):
            instead = f", not {source.url}" if source.url else ""
            told = f"The scenario {self.name} needs a git repository on this machine{instead}."
            raise UsageError(told, hint="--repo PATH, or --repo http://127.0.0.1:PORT/…")
        return replace(self, changes=(*self.changes, self.deploys(source)))

    @property
    def name(self) -> str:
        return self.module.rpartition(".")[2].replace("_", "-")


@cache
def scenarios() -> dict[str, Scenario]:
    """Every scenario by name; the healthy one first."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    found = [module.SCENARIO for module in modules]
    return {scenario.name: scenario for scenario in sorted(found, key=lambda s: (s.name != "healthy", s.name))}


def find(name: str) -> Scenario:
    """The scenario of that name. Raises UsageError with the nearest one."""
    if name in scenarios():
        return scenarios()[name]
    near = difflib.get_close_matches(name, scenarios(), n=1, cutoff=0.4)
    hint = f"did you mean {near[0]}? " if near else ""
    raise UsageError(f"There is no practice scenario {name!r}.", hint=f"{hint}`firstmate practice list` shows them all")


# ---- changes -------------------------------------------------------------------------------------------------------


def patch(key: str, namespace: str, name: str, content: Object) -> Change:
    """Change an object by a strategic merge patch."""

    def change(world: World) -> None:
        obj = world.get(key, namespace, name)
        assert obj is not None, f"the practice site has {key} {namespace}/{name}"
        world.replace(key, strategic_patch(obj, content, type_of(world.resource(key))))

    return change


def pod_template(key: str, namespace: str, name: str, spec: Object) -> Change:
    """Change the pod template of a workload."""
    return patch(key, namespace, name, {"spec": {"template": {"spec": spec}}})


def container(key: str, namespace: str, name: str, content: Object) -> Change:
    """Change the container that is named like its workload."""
    return pod_template(key, namespace, name, {"containers": [{"name": name, **content}]})


def create(key: str, *objects: Object) -> Change:
    def change(world: World) -> None:
        for obj in objects:
            world.create(key, obj)

    return change


def delete(key: str, namespace: str, name: str) -> Change:
    def change(world: World) -> None:
        obj = world.get(key, namespace, name)
        assert obj is not None, f"the practice site has {key} {namespace}/{name}"
        world.delete(key, obj)

    return change


def delete_pods(selected: Callable[[Object], bool]) -> Change:
    """Delete pods; those that a controller manages come back."""

    def change(world: World) -> None:
        for pod in world.find("pods", where=selected):
            world.delete("pods", pod)

    return change


def pods_on(node: str) -> Callable[[Object], bool]:
    """All pods of a node but a DaemonSet's, as `kubectl drain` takes them."""
    return lambda pod: dig(pod, "spec.nodeName") == node and _owner_kind(pod) != "DaemonSet"


def pods_named(namespace: str, prefix: str) -> Callable[[Object], bool]:
    return lambda pod: namespace_of(pod) == namespace and name_of(pod).startswith(f"{prefix}-")


def _owner_kind(pod: Object) -> str:
    references: list[Object] = dig(pod, "metadata.ownerReferences", [])
    return str(references[0]["kind"]) if references else ""
