"""PodDisruptionBudgets: how many of the pods they are about may go now.

Source: kubernetes/pkg/controller/disruption
"""

from __future__ import annotations

import math

from firstmate.practice.objects import (
    Object,
    clone,
    controller_of,
    dig,
    labels_of,
    namespace_of,
    set_condition,
)
from firstmate.practice.selectors import selects
from firstmate.practice.templates import is_ready, living
from firstmate.practice.world import World

BUDGETS = "poddisruptionbudgets.policy"
SCALED = {
    "ReplicaSet": "replicasets.apps",
    "StatefulSet": "statefulsets.apps",
}


def step(world: World) -> None:
    for budget in world.find(BUDGETS):
        world.set_status(BUDGETS, budget, _status(world, budget))


def _status(world: World, budget: Object) -> Object:
    selector = dig(budget, "spec.selector")
    pods = living(world.find("pods", namespace_of(budget), lambda pod: selects(selector, labels_of(pod))))
    expected, wanted = _wanted(world, budget, pods)
    healthy = sum(1 for pod in pods if is_ready(pod))
    allowed = max(healthy - wanted, 0) if expected else 0
    told = clone(budget)
    told["status"] = {
        **told.get("status", {}),
        "currentHealthy": healthy,
        "desiredHealthy": wanted,
        "disruptionsAllowed": allowed,
        "expectedPods": expected,
        "observedGeneration": budget["metadata"]["generation"],
    }
    told["status"].pop("disruptedPods", None)  # they are seen to be going: the simulated world knows no delay
    reason = "SufficientPods" if allowed else "InsufficientPods"
    set_condition(told, "DisruptionAllowed", bool(allowed), world.now, reason=reason, message="")
    status: Object = told["status"]
    return status


def _wanted(world: World, budget: Object, pods: list[Object]) -> tuple[int, int]:
    """How many pods there should be, and how many of them have to be healthy."""
    spec = budget["spec"]
    if "maxUnavailable" in spec:
        expected = _scale(world, pods)
        return expected, max(expected - _number(spec["maxUnavailable"], expected), 0)
    least = spec.get("minAvailable", 1)
    if isinstance(least, int):
        return len(pods), least
    expected = _scale(world, pods)
    return expected, _number(least, expected)


def _number(value: int | str, of: int) -> int:
    """A number, or a percentage, rounded up."""
    return value if isinstance(value, int) else math.ceil(of * int(value.removesuffix("%")) / 100)


def _scale(world: World, pods: list[Object]) -> int:
    """What the controllers of the pods are to have together."""
    owners = {(o["kind"], namespace_of(pod), o["name"]) for pod in pods if (o := controller_of(pod))}
    found = [world.get(SCALED.get(kind, ""), namespace, name) for kind, namespace, name in owners]
    return sum(dig(obj, "spec.replicas", 0) for obj in found)
