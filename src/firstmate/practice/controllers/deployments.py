"""Deployments: a ReplicaSet for each template, rolled over within maxSurge and maxUnavailable.

Source: kubernetes/pkg/controller/deployment
"""

from __future__ import annotations

from datetime import timedelta

from firstmate.practice import events, rolling
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
HASH = "pod-template-hash"


def step(world: World) -> None:
    for deployment in world.find(DEPLOYMENTS):
        if not is_terminating(deployment):
            _reconcile(world, deployment)


def _reconcile(world: World, deployment: Object) -> None:
    sets = owned_by(deployment, world.find(REPLICASETS, namespace_of(deployment)))
    wanted = template_hash(deployment["spec"]["template"])
    new = next((s for s in sets if s["metadata"]["labels"].get(HASH) == wanted), None)
    old = sorted((s for s in sets if s is not new), key=_revision)
    if new is None and not dig(deployment, "spec.paused"):
        new = _make_set(world, deployment, wanted)
    if new is not None:
        deployment, new = _mark_revision(world, deployment, new, old)
        _roll(world, deployment, new, old)
        _forget(world, deployment, old)
    _tell_status(world, deployment, new)


def _make_set(world: World, deployment: Object, wanted: str) -> Object:
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
    return int(dig(obj, "metadata.annotations", {}).get(rolling.REVISION, 0))


def _mark_revision(world: World, deployment: Object, new: Object, old: list[Object]) -> tuple[Object, Object]:
    """The set of the present template has the highest revision, and the Deployment tells it."""
    current = world.get(DEPLOYMENTS, namespace_of(deployment), name_of(deployment)) or deployment
    highest = max((_revision(s) for s in old), default=0)
    number = _revision(new) if _revision(new) > highest else highest + 1
    told = {rolling.REVISION: str(number)}
    return (
        world.store.put(DEPLOYMENTS, _annotated(current, told)),
        world.store.put(REPLICASETS, _annotated(new, told)),
    )


def _annotated(obj: Object, annotations: dict[str, str]) -> Object:
    metadata = obj["metadata"]
    return {**obj, "metadata": {**metadata, "annotations": {**metadata.get("annotations", {}), **annotations}}}


# ---- rolling over --------------------------------------------------------------------------------------------------


def _roll(world: World, deployment: Object, new: Object, old: list[Object]) -> None:
    by_name = {name_of(s): s for s in (new, *old)}
    for name, replicas in rolling.targets(deployment, new, old).items():
        by_name[name] = _scale(world, deployment, by_name[name], replicas)
    told = {rolling.DESIRED: str(rolling.desired(deployment)), rolling.MAXIMUM: str(rolling.maximum(deployment))}
    for replicaset in by_name.values():
        if replicaset["spec"]["replicas"] or name_of(replicaset) == name_of(new):
            world.store.put(REPLICASETS, _annotated(replicaset, told))


def _scale(world: World, deployment: Object, replicaset: Object, replicas: int) -> Object:
    before = replicaset["spec"]["replicas"]
    if before == replicas:
        return replicaset
    way = "up" if replicas > before else "down"
    told = f"Scaled {way} replica set {name_of(replicaset)} from {before} to {replicas}"
    events.record(world, deployment, "ScalingReplicaSet", told, component=COMPONENT)
    return world.replace(REPLICASETS, {**replicaset, "spec": {**replicaset["spec"], "replicas": replicas}})


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
        "unavailableReplicas": max(max(rolling.desired(deployment), total("replicas")) - available, 0),
    }


def _tell_conditions(world: World, told: Object, counts: dict[str, int], new: Object | None) -> None:
    enough = counts["availableReplicas"] >= rolling.minimum(told)
    if enough:
        available = ("MinimumReplicasAvailable", "Deployment has minimum availability.")
    else:
        available = ("MinimumReplicasUnavailable", "Deployment does not have minimum availability.")
    _set(world, told, "Available", enough, *available)
    if new is None:
        return
    complete = counts["updatedReplicas"] == counts["replicas"] == counts["availableReplicas"] == rolling.desired(told)
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
    if not same:  # what changed goes to the end, as the real controller has it
        conditions = told["status"].setdefault("conditions", [])
        told["status"]["conditions"] = sorted(conditions, key=lambda c: c is before)
    set_condition(told, kind, status, world.now, reason=reason, message=message)
    condition(told, kind)["lastUpdateTime"] = updated or stamp(world.now)
