"""Pods from templates: what the controllers share when they make, count and replace pods."""

from __future__ import annotations

import json
from collections.abc import Sequence

from firstmate.practice import events
from firstmate.practice.containers import hash_of
from firstmate.practice.objects import (
    Object,
    clone,
    dig,
    is_terminating,
    is_true,
    name_of,
    namespace_of,
    owned_by,
    owner_reference,
)
from firstmate.practice.world import SUFFIX_LETTERS, World


def template_hash(template: Object, length: int = 10) -> str:
    """The same letters for the same template."""
    bare = {**template, "metadata": {k: v for k, v in template.get("metadata", {}).items() if k != "creationTimestamp"}}
    number, letters = hash_of(json.dumps(bare, sort_keys=True)), ""
    while len(letters) < length:
        number, rest = divmod(number, len(SUFFIX_LETTERS))
        letters += SUFFIX_LETTERS[rest]
    return letters


def pods_of(world: World, owner: Object) -> list[Object]:
    return owned_by(owner, world.find("pods", namespace_of(owner)))


def living(pods: Sequence[Object]) -> list[Object]:
    """Those that count: not done, not going."""
    return [p for p in pods if not is_terminating(p) and dig(p, "status.phase") not in ("Succeeded", "Failed")]


def is_ready(pod: Object) -> bool:
    return is_true(pod, "Ready") and not is_terminating(pod)


def make_pod(
    world: World, owner: Object, component: str, name: str = "", labels: dict[str, str] | None = None
) -> Object:
    """A pod from the owner's template, named like it where no name is given; told as an event."""
    template = clone(owner["spec"]["template"])
    metadata = {k: v for k, v in template.get("metadata", {}).items() if k in ("labels", "annotations")}
    metadata["labels"] = {**metadata.get("labels", {}), **(labels or {})}
    metadata |= {"namespace": namespace_of(owner)}
    metadata |= {"name": name} if name else {"generateName": f"{name_of(owner)}-"}
    metadata["ownerReferences"] = [owner_reference(owner["apiVersion"], owner["kind"], owner)]
    pod = world.create("pods", {"metadata": metadata, "spec": template["spec"]})
    events.record(world, owner, "SuccessfulCreate", f"Created pod: {name_of(pod)}", component=component)
    return pod


def remove_pod(world: World, owner: Object, pod: Object, component: str) -> None:
    events.record(world, owner, "SuccessfulDelete", f"Deleted pod: {name_of(pod)}", component=component)
    world.delete("pods", pod)


def keep_revision(world: World, owner: Object, revision: str) -> str:
    """The ControllerRevision of the owner's present template: made when it is new, else the latest again."""
    name, key = f"{name_of(owner)}-{revision}", "controllerrevisions.apps"
    known = owned_by(owner, world.find(key, namespace_of(owner)))
    latest = max((r["revision"] for r in known), default=0)
    present = world.get(key, namespace_of(owner), name)
    if present is None:
        metadata = {
            "name": name,
            "namespace": namespace_of(owner),
            "labels": {**dig(owner, "spec.template.metadata.labels", {}), "controller-revision-hash": revision},
            "ownerReferences": [owner_reference(owner["apiVersion"], owner["kind"], owner)],
        }
        data = {"spec": {"template": {**owner["spec"]["template"], "$patch": "replace"}}}
        world.create(key, {"metadata": metadata, "data": data, "revision": latest + 1})
    elif present["revision"] < latest:
        world.replace(key, {**present, "revision": latest + 1})
    return name
