"""How a Deployment's ReplicaSets grow and shrink: rolling over within its limits, and scaling in proportion.

Source: kubernetes/pkg/controller/deployment/rolling.go, sync.go
"""

from __future__ import annotations

import math

from firstmate.practice.objects import Object, dig, name_of

REVISION = "deployment.kubernetes.io/revision"
DESIRED = "deployment.kubernetes.io/desired-replicas"
MAXIMUM = "deployment.kubernetes.io/max-replicas"
Targets = dict[str, int]


def targets(deployment: Object, new: Object, old: list[Object]) -> Targets:
    """The ReplicaSets to change next, by name, with how many pods each is to have. `old` is by age."""
    active = [s for s in (new, *old) if _size(s)]
    if any(_annotation(s, DESIRED, desired(deployment)) != desired(deployment) for s in active):
        return _in_proportion(deployment, active)
    if dig(deployment, "spec.paused"):
        return {}
    if dig(deployment, "spec.strategy.type") == "Recreate":
        return _recreated(deployment, new, old)
    return _grown(deployment, new, old) or _shrunk(deployment, new, old)


def desired(deployment: Object) -> int:
    return int(deployment["spec"]["replicas"])


def maximum(deployment: Object) -> int:
    """How many pods there may be while it rolls over."""
    return desired(deployment) + math.ceil(_share(deployment, "maxSurge"))


def minimum(deployment: Object) -> int:
    """How many pods have to be available. One may be missing where none may be added, or nothing would ever move."""
    if dig(deployment, "spec.strategy.type") != "RollingUpdate":
        return desired(deployment)
    missing = math.floor(_share(deployment, "maxUnavailable"))
    return desired(deployment) - (missing or (0 if _share(deployment, "maxSurge") else 1))


def _share(deployment: Object, field: str) -> float:
    """A number of pods, or a percentage of those desired."""
    value = dig(deployment, f"spec.strategy.rollingUpdate.{field}", 0)
    if isinstance(value, str) and value.endswith("%"):
        return desired(deployment) * int(value[:-1]) / 100
    return float(value)


def _size(replicaset: Object) -> int:
    return int(replicaset["spec"]["replicas"])


def _available(replicaset: Object) -> int:
    return int(dig(replicaset, "status.availableReplicas", 0))


def _annotation(replicaset: Object, name: str, default: int) -> int:
    return int(dig(replicaset, "metadata.annotations", {}).get(name, default))


def _recreated(deployment: Object, new: Object, old: list[Object]) -> Targets:
    """All old pods go before the first new one comes."""
    running = [s for s in old if _size(s)]
    if running:
        return {name_of(s): 0 for s in running}
    if any(dig(s, "status.replicas", 0) for s in old) or _size(new) == desired(deployment):
        return {}
    return {name_of(new): desired(deployment)}


def _grown(deployment: Object, new: Object, old: list[Object]) -> Targets:
    """The new set grows as far as the maximum lets it."""
    room = maximum(deployment) - sum(map(_size, (new, *old)))
    target = min(desired(deployment), _size(new) + max(room, 0))
    return {name_of(new): target} if target != _size(new) else {}


def _shrunk(deployment: Object, new: Object, old: list[Object]) -> Targets:
    """Old sets shrink as far as enough pods are or may become available; the broken pods go first."""
    broken_new = _size(new) - _available(new)
    spare = sum(map(_size, (new, *old))) - minimum(deployment) - broken_new
    result: Targets = {}
    for replicaset in old:
        broken = min(max(spare, 0), _size(replicaset) - _available(replicaset))
        result[name_of(replicaset)] = _size(replicaset) - broken
        spare -= broken
    spare = min(spare, sum(map(_available, (new, *old))) - minimum(deployment))
    for replicaset in old:
        gone = min(max(spare, 0), result[name_of(replicaset)])
        result[name_of(replicaset)] -= gone
        spare -= gone
    return {name_of(s): result[name_of(s)] for s in old if result[name_of(s)] != _size(s)}


def _in_proportion(deployment: Object, active: list[Object]) -> Targets:
    """A Deployment that is scaled while it rolls over: each set takes its share, and the first what is left."""
    if len(active) == 1:
        return {name_of(active[0]): desired(deployment)}
    total = sum(map(_size, active))
    left = maximum(deployment) - total
    newer_first = left > 0
    by_age = sorted(active, key=lambda s: _annotation(s, REVISION, 0), reverse=newer_first)
    by_size = sorted(by_age, key=_size, reverse=True)
    result: Targets = {}
    for replicaset in by_size:
        most = _annotation(replicaset, MAXIMUM, total)
        share = math.floor(_size(replicaset) * maximum(deployment) / most + 0.5) - _size(replicaset)
        share = min(share, left) if left > 0 else max(share, left)
        result[name_of(replicaset)] = _size(replicaset) + share
        left -= share
    result[name_of(by_size[0])] = max(result[name_of(by_size[0])] + left, 0)
    return result
