"""Events, as the components of a cluster record them: one object for a repeated message, with a count."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from firstmate.practice.objects import Object, dig, name_of, namespace_of, since, stamp, uid_of
from firstmate.practice.world import World

KEPT = timedelta(hours=1)


def record(
    world: World,
    about: Object,
    reason: str,
    message: str,
    *,
    component: str,
    warning: bool = False,
    host: str = "",
    field_path: str = "",
) -> None:
    """Record an event about an object, or count it once more."""
    kind = "Warning" if warning else "Normal"
    digest = hashlib.sha256(
        "|".join((uid_of(about), kind, reason, message, component, field_path)).encode()
    ).hexdigest()
    name, namespace = f"{name_of(about)}.{digest[:16]}", namespace_of(about) or "default"
    known = world.get("events", namespace, name)
    if known is not None:
        world.store.put("events", {**known, "count": known["count"] + 1, "lastTimestamp": stamp(world.now)})
        return
    event: Object = {
        "metadata": {"name": name, "namespace": namespace},
        "involvedObject": _reference(about, field_path),
        "reason": reason,
        "message": message,
        "source": {"component": component, **({"host": host} if host else {})},
        "firstTimestamp": stamp(world.now),
        "lastTimestamp": stamp(world.now),
        "count": 1,
        "type": kind,
        "eventTime": None,
        "reportingComponent": component,
        "reportingInstance": host,
    }
    world.create("events", event)


def _reference(about: Object, field_path: str) -> Object:
    reference = {"kind": about["kind"], "name": name_of(about), "uid": uid_of(about), "apiVersion": about["apiVersion"]}
    if namespace_of(about):
        reference["namespace"] = namespace_of(about)
    if resource_version := dig(about, "metadata.resourceVersion"):
        reference["resourceVersion"] = resource_version
    if field_path:
        reference["fieldPath"] = field_path
    return reference


def last_seen(world: World, about: Object, reason: str) -> timedelta | None:
    """How long ago an event of that reason was last recorded about the object; None: never, or forgotten."""
    uid = uid_of(about)
    ages = [
        since(event["lastTimestamp"], world.now)
        for event in world.find("events", namespace_of(about) or "default")
        if event["reason"] == reason and event["involvedObject"].get("uid") == uid
    ]
    return min(ages, default=None)


def forget_old(world: World) -> None:
    """Events are kept for an hour."""
    if not world.every(60, "events"):
        return
    for event in world.find("events"):
        if since(event.get("lastTimestamp") or event["metadata"]["creationTimestamp"], world.now) > KEPT:
            world.store.remove("events", event)
