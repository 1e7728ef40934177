"""The three kinds of patches: JSON merge patch, Kubernetes' strategic merge patch, and JSON patch.

RFC 7386, RFC 6902, and
https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from firstmate.practice.objects import Object, clone
from firstmate.practice.refusals import ApiError, bad_request
from firstmate.practice.types import Field, fields

GO_NAMES = {dict: "object", str: "string", bool: "bool", int: "number", float: "number", type(None): "null"}
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


def strategic_patch(target: Object, patch: Object, type_name: str) -> Object:
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
            _merge_field(result, key, value, patch, fields(type_name).get(key))
    for key, gone in patch.items():
        if key.startswith(DELETE_FROM):
            field = key.removeprefix(DELETE_FROM)
            result[field] = [item for item in result.get(field, []) if item not in gone]
    return result


def _merge_field(result: Object, key: str, value: Any, patch: Object, field: Field | None) -> None:
    old, item_type = result.get(key), field.item_type if field else ""
    if value is None:
        result.pop(key, None)
    elif isinstance(value, dict):
        result[key] = strategic_patch(old if isinstance(old, dict) else {}, value, item_type)
    elif isinstance(value, list) and field is not None and field.merge_key is not None:
        order = patch.get(f"{ORDER}{key}") or value
        result[key] = _merge_list(old or [], value, field, order)
    else:
        result[key] = value


def _merge_list(old: list[Any], new: list[Any], field: Field, order: list[Any]) -> list[Any]:
    merge_key = field.merge_key
    if not merge_key:
        merged = [*old, *(item for item in new if item not in old)]
        return _ordered(merged, order, old, lambda item: item)
    if any(item.get("$patch") == "replace" for item in new):
        return [item for item in new if "$patch" not in item]
    merged = list(old)
    for item in new:
        _merge_item(merged, item, merge_key, field.item_type)
    return _ordered(merged, [entry.get(merge_key) for entry in order], old, lambda item: item.get(merge_key))


def _merge_item(merged: list[Any], item: Object, merge_key: str, type_name: str) -> None:
    place = next((i for i, old in enumerate(merged) if old.get(merge_key) == item.get(merge_key)), None)
    if item.get("$patch") == "delete":
        if place is not None:
            del merged[place]
    elif place is None:
        merged.append(strategic_patch({}, item, type_name))
    else:
        merged[place] = strategic_patch(merged[place], item, type_name)


def _ordered(items: list[Any], order: list[Any], before: list[Any], key: Callable[[Any], Any]) -> list[Any]:
    """Items of the patch in its order; between them the others, each before those that it was before already.

    Source: k8s.io/apimachinery/pkg/util/strategicpatch mergeSortedSlice
    """
    named = sorted((item for item in items if key(item) in order), key=lambda item: order.index(key(item)))
    others = [item for item in items if key(item) not in order]
    places = [key(item) for item in before]
    result = []
    while named and others:
        known = key(named[0]) in places and key(others[0]) in places
        first = others if known and places.index(key(others[0])) < places.index(key(named[0])) else named
        result.append(first.pop(0))
    return result + named + others


# ---- JSON patch ----------------------------------------------------------------------------------------------------


def json_patch(target: Object, operations: Any) -> Object:
    """RFC 6902. Raises ApiError when an operation does not apply."""
    if not isinstance(operations, list):
        told = f"json: cannot unmarshal {GO_NAMES[type(operations)]} into Go value of type jsonpatch.Patch"
        raise bad_request(told)
    result = clone(target)
    for operation in operations:
        try:
            _apply(result, operation)
        except (KeyError, IndexError, ValueError, TypeError, AttributeError) as error:
            told = "the server rejected our request due to an error in our request"
            raise ApiError(422, "Invalid", told, {}) from error
    return result


def _apply(document: Object, operation: Object) -> None:
    parent, name = _place(document, operation["path"])
    match operation["op"]:
        case "add":
            _add(parent, name, operation["value"])
        case "replace":
            parent[name]  # it has to be there
            parent[name] = operation["value"]
        case "remove":
            del parent[name]
        case "move":
            source, key = _place(document, operation["from"])
            moved = source[key]
            del source[key]
            _add(*_place(document, operation["path"]), moved)  # which may have moved itself
        case "copy":
            source, key = _place(document, operation["from"])
            _add(parent, name, clone({"": source[key]})[""])
        case "test":
            there = parent.get(name) if isinstance(parent, dict) else parent[name]
            if there != operation.get("value"):
                raise ValueError("the test failed")
        case other:
            raise ValueError(f"there is no operation {other}")


def _place(document: Object, pointer: str) -> tuple[Any, Any]:
    """What holds the place of a JSON pointer, and the name or index in it."""
    root, *parts = (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/"))
    if root or not parts:
        raise ValueError("a pointer begins with a slash")
    parent: Any = document
    for part in parts[:-1]:
        parent = parent[_index(part, parent)] if isinstance(parent, list) else parent[part]
    return parent, _index(parts[-1], parent) if isinstance(parent, list) else parts[-1]


def _index(part: str, items: list[Any]) -> int:
    number = len(items) if part == "-" else int(part)
    if not -len(items) <= number <= len(items):
        raise IndexError(number)
    return number


def _add(parent: Any, name: Any, value: Any) -> None:
    if isinstance(parent, list):
        parent.insert(name, value)
    else:
        parent[name] = value
