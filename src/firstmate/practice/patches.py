"""JSON merge patch (RFC 7386) and Kubernetes' strategic merge patch.

https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
"""

from __future__ import annotations

from typing import Any

from firstmate.practice.objects import Object

ATOMIC = ""
# Lists that are merged item by item: parent field and own field -> the item's key ("" for lists of plain values).
# Where a type is embedded the parent differs (`template.spec`), so only the last two names count; "*" is any parent.
MERGE_KEYS: dict[tuple[str, str], str] = {
    ("metadata", "finalizers"): "",
    ("metadata", "ownerReferences"): "uid",
    ("status", "addresses"): "type",
    ("status", "conditions"): "type",
    ("status", "podIPs"): "ip",
    ("spec", "containers"): "name",
    ("spec", "ephemeralContainers"): "name",
    ("spec", "hostAliases"): "ip",
    ("spec", "imagePullSecrets"): "name",
    ("spec", "initContainers"): "name",
    ("spec", "podCIDRs"): "",
    ("spec", "ports"): "port",
    ("spec", "topologySpreadConstraints"): "topologyKey",
    ("spec", "volumes"): "name",
    ("containers", "env"): "name",
    ("containers", "ports"): "containerPort",
    ("containers", "volumeDevices"): "devicePath",
    ("containers", "volumeMounts"): "mountPath",
    ("", "imagePullSecrets"): "name",
    ("", "secrets"): "name",
    ("", "webhooks"): "name",
}
SAME_ITEMS = {"initContainers": "containers", "ephemeralContainers": "containers"}
DIRECTIVES = ("$patch", "$retainKeys")
ORDER, DELETE_FROM = "$setElementOrder/", "$deleteFromPrimitiveList/"


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7386: objects are merged, null deletes, everything else replaces."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge_patch(result.get(key), value)
    return result


def strategic_patch(target: Object, patch: Object, parent: str = "") -> Object:
    """Merge by the rules of the types: lists of named items are merged by name, others replaced."""
    if patch.get("$patch") == "replace":
        return {k: v for k, v in patch.items() if k not in DIRECTIVES}
    if patch.get("$patch") == "delete":
        return {}
    result = dict(target)
    if "$retainKeys" in patch:
        result = {k: v for k, v in result.items() if k in patch["$retainKeys"]}
    for key, value in patch.items():
        if key not in DIRECTIVES and not key.startswith((ORDER, DELETE_FROM)):
            _merge_field(result, parent, key, value, patch)
    for key, gone in patch.items():
        if key.startswith(DELETE_FROM):
            field = key.removeprefix(DELETE_FROM)
            result[field] = [item for item in result.get(field, []) if item not in gone]
    return result


def _merge_field(result: Object, parent: str, key: str, value: Any, patch: Object) -> None:
    if value is None:
        result.pop(key, None)
    elif isinstance(value, dict):
        old = result.get(key)
        result[key] = strategic_patch(old if isinstance(old, dict) else {}, value, key)
    elif isinstance(value, list) and (parent, key) in MERGE_KEYS:
        merge_key = MERGE_KEYS[parent, key]
        order = patch.get(f"{ORDER}{key}")
        result[key] = _merge_list(result.get(key) or [], value, merge_key, SAME_ITEMS.get(key, key), order)
    else:
        result[key] = value


def _merge_list(old: list[Any], new: list[Any], merge_key: str, parent: str, order: list[Any] | None) -> list[Any]:
    if not merge_key:
        merged = [*old, *(item for item in new if item not in old)]
        return _ordered(merged, [*(order or [])], lambda item: item)
    if any(item.get("$patch") == "replace" for item in new):
        return [item for item in new if "$patch" not in item]
    merged = list(old)
    for item in new:
        _merge_item(merged, item, merge_key, parent)
    return _ordered(merged, [entry[merge_key] for entry in order or []], lambda item: item.get(merge_key))


def _merge_item(merged: list[Any], item: Object, merge_key: str, parent: str) -> None:
    place = next((i for i, old in enumerate(merged) if old.get(merge_key) == item.get(merge_key)), None)
    if item.get("$patch") == "delete":
        if place is not None:
            del merged[place]
    elif place is None:
        merged.append(strategic_patch({}, item, parent))
    else:
        merged[place] = strategic_patch(merged[place], item, parent)


def _ordered(items: list[Any], order: list[Any], key: Any) -> list[Any]:
    """In the order the patch asks for. Items that it does not name keep their place relative to what is before them."""
    if not order:
        return items
    named = iter(sorted((item for item in items if key(item) in order), key=lambda item: order.index(key(item))))
    return [next(named) if key(item) in order else item for item in items]
