"""The garbage collector: what belonged to something that is gone goes too, and deletions that wait for it end."""

from __future__ import annotations

from collections import defaultdict

from firstmate.practice.objects import Object, dig, is_terminating, uid_of
from firstmate.practice.world import World

FOREGROUND, ORPHAN = "foregroundDeletion", "orphan"
Found = tuple[str, Object]


def step(world: World) -> None:
    everything = [(key, obj) for key in world.store.kinds() if key != "events" for obj in world.find(key)]
    dependents: dict[str, list[Found]] = defaultdict(list)
    for key, obj in everything:
        for reference in dig(obj, "metadata.ownerReferences", []):
            dependents[reference["uid"]].append((key, obj))
    for key, obj in everything:
        if is_terminating(obj) and dig(obj, "metadata.finalizers"):
            _finish(world, key, obj, dependents[uid_of(obj)])
    uids = {uid_of(obj) for _, obj in everything}
    for uid in set(dependents) - uids:
        for key, obj in dependents[uid]:
            if not is_terminating(obj):
                world.delete(key, obj)
    _end_services(world)


def _finish(world: World, key: str, obj: Object, dependents: list[Found]) -> None:
    finalizers = obj["metadata"]["finalizers"]
    if ORPHAN in finalizers:
        for other, dependent in dependents:
            references = [r for r in dependent["metadata"]["ownerReferences"] if r["uid"] != uid_of(obj)]
            world.store.put(other, {**dependent, "metadata": {**dependent["metadata"], "ownerReferences": references}})
        _without(world, key, obj, ORPHAN)
    elif FOREGROUND in finalizers:
        for other, dependent in dependents:
            if not is_terminating(dependent):
                world.delete(other, dependent)
        if not dependents:
            _without(world, key, obj, FOREGROUND)


def _without(world: World, key: str, obj: Object, finalizer: str) -> None:
    finalizers = [f for f in obj["metadata"]["finalizers"] if f != finalizer]
    world.replace(key, {**obj, "metadata": {**obj["metadata"], "finalizers": finalizers}})


def _end_services(world: World) -> None:
    """Endpoints have no owner reference: they go with the Service of their name."""
    for endpoints in world.find("endpoints"):
        metadata = endpoints["metadata"]
        if world.get("services", metadata["namespace"], metadata["name"]) is None:
            world.store.remove("endpoints", endpoints)
