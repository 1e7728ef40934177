"""Deployments: a ReplicaSet for each template, rolled over within maxSurge and maxUnavailable.

Source: kubernetes/pkg/controller/deployment
"""

from __future__ import annotations

import math
from datetime import timedelta

from firstmate.practice import events
from firstmate.practice.objects import (
    Object,
    clone,
    condition,
    dig,
    is_terminating,
    moment_of,
    name_of,
    namespace_of,
    owned_by,
    owner_reference,
    set_condition,
    stamp,
)
from firstmate.practice.templates import template_hash
from firstmate.practice.world import World

DEPLOYMENTS, REPLICASETS = "deployments.apps", "replicasets.apps"
COMPONENT = "deployment-controller"
REVISION = "deployment.kubernetes.io/revision"
HASH = "pod-template-hash"


def step(world: World) -> None:
    for deployment in world.find(DEPLOYMENTS):
        if not is_terminating(deployment):
            _reconcile(world, deployment)


def _reconcile(world: World, deployment: Object) -> None:
    sets = owned_by(deployment, world.find(REPLICASETS, namespace_of(deployment)))
    paused = dig(deployment, "spec.paused", False)
    wanted = template_hash(deployment["spec"]["template"])
    new = next((s for s in sets if s["metadata"]["labels"].get(HASH) == wanted), None)
    if new is None and not paused:
        new = _make_set(world, deployment, wanted, sets)
    old = [s for s in sets if s is not new and (new is None or name_of(s) != name_of(new))]
    if new is not None:
        deployment, new = _mark_revision(world, deployment, new, old)
        if paused:
            _scale(world, deployment, new, _desired(deployment))
        else:
            _roll(world, deployment, new, old)
            _forget(world, deployment, old)
    _tell_status(world, deployment, new)


def _desired(deployment: Object) -> int:
    return int(deployment["spec"]["replicas"])


def _make_set(world: World, deployment: Object, wanted: str, sets: list[Object]) -> Object:
    template = clone(deployment["spec"]["template"])
    labels = {**template["metadata"].get("labels", {}), HASH: wanted}
    template["metadata"]["labels"] = labels
    selector = clone(deployment["spec"]["selector"])
    selector.setdefault("matchLabels", {})[HASH] = wanted
    metadata = {
        "name": f"{name_of(deployment)}-{wanted}",
        "namespace": namespace_of(deployment),
        "labels": labels,
        "ownerReferences": [owner_reference("apps/v1", "Deployment", deployment)],
    }
    spec = {"replicas": 0, "selector": selector, "template": template}
    made = world.create(REPLICASETS, {"metadata": metadata, "spec": spec})
    fresh = clone(deployment)
    told = f'Created new replica set "{name_of(made)}"'
    set_condition(fresh, "Progressing", True, world.now, reason="NewReplicaSetCreated", message=told)
    condition(fresh, "Progressing")["lastUpdateTime"] = stamp(world.now)
    world.set_status(DEPLOYMENTS, deployment, fresh["status"])
    return made


def _revision(obj: Object) -> int:
    return int(dig(obj, "metadata.annotations", {}).get(REVISION, 0))


def _mark_revision(world: World, deployment: Object, new: Object, old: list[Object]) -> tuple[Object, Object]:
    """The set of the present template has the highest revision, and the Deployment tells it."""
    current = world.get(DEPLOYMENTS, namespace_of(deployment), name_of(deployment)) or deployment
    highest = max((_revision(s) for s in old), default=0)
    number = _revision(new) if _revision(new) > highest else highest + 1
    return (
        world.store.put(DEPLOYMENTS, _annotated(current, {REVISION: str(number)})),
        world.store.put(
            REPLICASETS,
            _annotated(new, {
                "deployment.kubernetes.io/desired-replicas": str(_desired(deployment)),
                "deployment.kubernetes.io/max-replicas": str(_desired(deployment) + _surge(deployment)),
                REVISION: str(number),
            }),
        ),
    )  # fmt: skip


def _annotated(obj: Object, annotations: dict[str, str]) -> Object:
    metadata = obj["metadata"]
    return {**obj, "metadata": {**metadata, "annotations": {**metadata.get("annotations", {}), **annotations}}}


# ---- rolling over --------------------------------------------------------------------------------------------------


def _roll(world: World, deployment: Object, new: Object, old: list[Object]) -> None:
    desired = _desired(deployment)
    running = [s for s in old if s["spec"]["replicas"]]
    if dig(deployment, "spec.strategy.type") == "Recreate":
        for replicaset in running:
            _scale(world, deployment, replicaset, 0)
        if not any(dig(s, "status.replicas", 0) for s in old):
            _scale(world, deployment, new, desired)
        return
    total = new["spec"]["replicas"] + sum(s["spec"]["replicas"] for s in running)
    room = desired + _surge(deployment) - total
    target = min(desired, new["spec"]["replicas"] + max(room, 0))
    if not running or new["spec"]["replicas"] > desired:
        target = desired
    _scale(world, deployment, new, target)
    _shrink_old(world, deployment, new, running)


def _shrink_old(world: World, deployment: Object, new: Object, running: list[Object]) -> None:
    """Old pods go as far as enough others are available; the broken ones first."""
    least = _desired(deployment) - _unavailable(deployment)
    for replicaset in running:
        broken = replicaset["spec"]["replicas"] - dig(replicaset, "status.availableReplicas", 0)
        if broken and dig(new, "spec.replicas", 0):
            _scale(world, deployment, replicaset, replicaset["spec"]["replicas"] - broken)
            return
    spare = (
        dig(new, "status.availableReplicas", 0) + sum(dig(s, "status.availableReplicas", 0) for s in running) - least
    )
    for replicaset in running:
        take = min(max(spare, 0), replicaset["spec"]["replicas"])
        if take:
            _scale(world, deployment, replicaset, replicaset["spec"]["replicas"] - take)
            spare -= take


def _surge(deployment: Object) -> int:
    return math.ceil(_share(deployment, "maxSurge"))


def _unavailable(deployment: Object) -> int:
    """At least one pod may be missing where none may be added, or nothing would ever move."""
    if dig(deployment, "spec.strategy.type") != "RollingUpdate":
        return 0
    return math.floor(_share(deployment, "maxUnavailable")) or (0 if _surge(deployment) else 1)


def _share(deployment: Object, field: str) -> float:
    """A number of pods, or a percentage of those desired."""
    value = dig(deployment, f"spec.strategy.rollingUpdate.{field}", 0)
    if isinstance(value, str) and value.endswith("%"):
        return _desired(deployment) * int(value[:-1]) / 100
    return float(value)


def _scale(world: World, deployment: Object, replicaset: Object, replicas: int) -> None:
    before = replicaset["spec"]["replicas"]
    if before == replicas:
        return
    way = "up" if replicas > before else "down"
    told = f"Scaled {way} replica set {name_of(replicaset)} from {before} to {replicas}"
    events.record(world, deployment, "ScalingReplicaSet", told, component=COMPONENT)
    world.replace(REPLICASETS, {**replicaset, "spec": {**replicaset["spec"], "replicas": replicas}})


def _forget(world: World, deployment: Object, old: list[Object]) -> None:
    """Only so many old sets are kept for going back."""
    idle = [s for s in old if not s["spec"]["replicas"] and not dig(s, "status.replicas", 0)]
    excess = len(idle) - dig(deployment, "spec.revisionHistoryLimit", 10)
    for replicaset in sorted(idle, key=_revision)[: max(excess, 0)]:
        world.store.remove(REPLICASETS, replicaset)


# ---- status --------------------------------------------------------------------------------------------------------


def _tell_status(world: World, deployment: Object, new: Object | None) -> None:
    current = world.get(DEPLOYMENTS, namespace_of(deployment), name_of(deployment))
    assert current is not None, "nobody deletes it meanwhile"
    sets = owned_by(current, world.find(REPLICASETS, namespace_of(current)))
    told = clone(current)
    status = told.setdefault("status", {})
    counts = _counts(current, sets, new)
    for field, count in counts.items():
        status.pop(field, None)
        status |= {field: count} if count else {}
    status["observedGeneration"] = current["metadata"]["generation"]
    _tell_conditions(world, told, counts, new)
    world.set_status(DEPLOYMENTS, current, status)


def _counts(deployment: Object, sets: list[Object], new: Object | None) -> dict[str, int]:
    def total(field: str) -> int:
        return sum(dig(s, f"status.{field}", 0) for s in sets)

    current = next((s for s in sets if new is not None and name_of(s) == name_of(new)), None)
    available = total("availableReplicas")
    return {
        "replicas": total("replicas"),
        "updatedReplicas": dig(current, "status.replicas", 0),
        "readyReplicas": total("readyReplicas"),
        "availableReplicas": available,
        "unavailableReplicas": max(max(_desired(deployment), total("replicas")) - available, 0),
    }


def _tell_conditions(world: World, told: Object, counts: dict[str, int], new: Object | None) -> None:
    enough = counts["availableReplicas"] >= _desired(told) - _unavailable(told)
    if enough:
        available = ("MinimumReplicasAvailable", "Deployment has minimum availability.")
    else:
        available = ("MinimumReplicasUnavailable", "Deployment does not have minimum availability.")
    _set(world, told, "Available", enough, *available)
    if new is None:
        return
    complete = counts["updatedReplicas"] == counts["replicas"] == counts["availableReplicas"] == _desired(told)
    before = condition(told, "Progressing")
    if complete and told["status"].get("observedGeneration"):
        done = f'ReplicaSet "{name_of(new)}" has successfully progressed.'
        _set(world, told, "Progressing", True, "NewReplicaSetAvailable", done)
    elif _timed_out(world, told, before):
        late = f'ReplicaSet "{name_of(new)}" has timed out progressing.'
        _set(world, told, "Progressing", False, "ProgressDeadlineExceeded", late)
    elif before.get("reason") not in ("NewReplicaSetAvailable", "ProgressDeadlineExceeded"):
        _set(world, told, "Progressing", True, "ReplicaSetUpdated", f'ReplicaSet "{name_of(new)}" is progressing.')


def _timed_out(world: World, told: Object, before: Object) -> bool:
    if before.get("reason") not in ("ReplicaSetUpdated", "NewReplicaSetCreated"):
        return False
    last = moment_of(before.get("lastUpdateTime"))
    return last is not None and world.now - last > timedelta(seconds=dig(told, "spec.progressDeadlineSeconds", 600))


def _set(world: World, told: Object, kind: str, status: bool, reason: str, message: str) -> None:
    before = condition(told, kind)
    same = (before.get("status"), before.get("reason"), before.get("message")) == (str(status), reason, message)
    updated = before.get("lastUpdateTime") if same else None
    set_condition(told, kind, status, world.now, reason=reason, message=message)
    condition(told, kind)["lastUpdateTime"] = updated or stamp(world.now)
