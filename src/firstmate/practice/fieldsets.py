"""Sets of fields, as server-side apply counts them: of an object, and by what two objects differ.

Source: sigs.k8s.io/structured-merge-diff (fieldpath, typed), FieldsV1 of meta/v1
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from firstmate.practice.objects import Object
from firstmate.practice.types import fields, is_known

Path = tuple[str, ...]
"""Steps as FieldsV1 names them: `f:FIELD`, `k:{KEYS}` for an item of a list, `v:VALUE` for one of a set."""
Fields = frozenset[Path]

# Source: the markers listMapKey, structType and mapType in k8s.io/api; the other lists have their patchMergeKey.
KEYS = {
    ("core/v1.Container", "ports"): ("containerPort", "protocol"),
    ("core/v1.ServiceSpec", "ports"): ("port", "protocol"),
    ("core/v1.PodSpec", "topologySpreadConstraints"): ("topologyKey", "whenUnsatisfiable"),
}
KEY_DEFAULTS = {"protocol": "TCP"}
ATOMIC = {
    "meta/v1.LabelSelector",
    "core/v1.ConfigMapKeySelector",
    "core/v1.LocalObjectReference",
    "core/v1.NodeSelector",
    "core/v1.ObjectFieldSelector",
    "core/v1.ObjectReference",
    "core/v1.ResourceFieldSelector",
    "core/v1.SecretKeySelector",
    "core/v1.SecretReference",
    "core/v1.TypedLocalObjectReference",
}
ATOMIC_MAPS = {("core/v1.PodSpec", "nodeSelector"), ("core/v1.ServiceSpec", "selector")}
ALWAYS_THERE = {"template", "jobTemplate"}
ABSENT = object()


@dataclass(frozen=True)
class Shape:
    """How a value is merged: its type as types.json has it ("" for unknown), and what tells the items of a list."""

    type: str
    keys: tuple[str, ...] | None = None
    """None: the list is one value; (): its items are a set of plain values."""
    atomic: bool = False

    def member(self, name: str) -> Shape:
        """The shape of a field, or of a value of a map."""
        if not is_known(self.type):
            return Shape(self.type.removeprefix("map[string]") if self.type.startswith("map[") else "")
        known = fields(self.type).get(name)
        if known is None:
            return Shape("")
        keys = (known.merge_key,) if known.merge_key else () if known.merge_key == "" else None
        atomic = known.type in ATOMIC or (self.type, name) in ATOMIC_MAPS
        return Shape(known.type, KEYS.get((self.type, name), keys), atomic)

    def item(self) -> Shape:
        return Shape(self.type.removeprefix("[]"), atomic=self.type.removeprefix("[]") in ATOMIC)

    def step(self, item: Any) -> str:
        """The step that leads to an item of a list."""
        if not self.keys:
            return f"v:{json.dumps(item)}"
        return f"k:{_compact({key: item.get(key, KEY_DEFAULTS.get(key)) for key in sorted(self.keys)})}"


def parts(shape: Shape, value: Any) -> dict[str, tuple[Shape, Any]] | None:
    """What a value consists of, by step; None for what is owned as a whole."""
    if isinstance(value, dict) and not shape.atomic:
        return {f"f:{name}": (shape.member(name), part) for name, part in value.items() if part is not None}
    if isinstance(value, list) and shape.keys is not None:
        return {shape.step(item): (shape.item(), item) for item in value}
    return None


def fields_of(shape: Shape, value: Any) -> Fields:
    """The fields that a manifest sets."""
    return frozenset(_fields(shape, value, ()))


def _fields(shape: Shape, value: Any, path: Path) -> Iterator[Path]:
    inside = parts(shape, value)
    if inside is None or inside == value == {}:
        yield path
        return
    for step, (part_shape, part) in inside.items():
        if not step.startswith("f:") or not is_known(shape.type):
            yield (*path, step)
        yield from _fields(part_shape, part, (*path, step))


# ---- comparing -----------------------------------------------------------------------------------------------------


@dataclass
class Difference:
    """What is in the one object and not, or otherwise, in the other."""

    added: set[Path] = field(default_factory=set)
    modified: set[Path] = field(default_factory=set)
    removed: set[Path] = field(default_factory=set)

    @property
    def set(self) -> Fields:
        return frozenset(self.added | self.modified)


def compare(shape: Shape, old: Any, new: Any) -> Difference:
    found = Difference()
    _compare(found, shape, old, new, ())
    return found


def _compare(found: Difference, shape: Shape, old: Any, new: Any, path: Path) -> None:
    if old is ABSENT:
        found.added.add(path)
    elif new is ABSENT:
        found.removed.add(path)
    before, after = (parts(shape, value) for value in (old, new))
    if before is None and after is None:
        if old is not ABSENT and new is not ABSENT and old != new:
            found.modified.add(path)
        return
    before, after = before or {}, after or {}
    for step in {**before, **after}:
        part_shape = (after.get(step) or before[step])[0]
        was, is_now = (side[step][1] if step in side else ABSENT for side in (before, after))
        _compare(found, part_shape, was, is_now, (*path, step))


def empty(shape: Shape) -> Object:
    """An object of that type that nobody has filled in: Go writes out structs that are no pointers."""
    return {
        name: [] if known.type.startswith("[]") else empty(Shape(known.type))
        for name, known in (fields(shape.type) if is_known(shape.type) else {}).items()
        if _is_written_out(name, known.type, known.keep)
    }


def _is_written_out(name: str, type_name: str, keep: bool) -> bool:
    if type_name.startswith("[]"):
        return keep
    return is_known(type_name) and (not keep or name in ALWAYS_THERE)


# ---- merging -------------------------------------------------------------------------------------------------------


def merge(shape: Shape, live: Any, config: Any) -> Any:
    """The live value with what a manifest says laid over it."""
    if isinstance(live, dict) and isinstance(config, dict) and not shape.atomic:
        told = {name: value for name, value in config.items() if value is not None}
        return {**live, **{name: merge(shape.member(name), live.get(name), told[name]) for name in told}}
    if isinstance(live, list) and isinstance(config, list) and shape.keys is not None:
        return _merged_list(shape, live, config)
    return config


def _merged_list(shape: Shape, live: list[Any], config: list[Any]) -> list[Any]:
    told = {shape.step(item): item for item in config}
    known = {shape.step(item) for item in live}
    merged = [merge(shape.item(), item, told.get(shape.step(item), item)) for item in live]
    return [*merged, *(item for step, item in told.items() if step not in known)]


def without(shape: Shape, value: Any, gone: Fields, kept: Fields) -> Any:
    """The value without some fields; what they leave empty goes too, unless it is kept for its own sake."""
    inside = parts(shape, value)
    if inside is None or not gone:
        return value
    left = {step: _left(part, step, gone, kept) for step, part in inside.items()}
    if isinstance(value, dict):
        return {name: left[f"f:{name}"] for name in value if left.get(f"f:{name}", ABSENT) is not ABSENT}
    return [left[shape.step(item)] for item in value if left[shape.step(item)] is not ABSENT]


def _left(part: tuple[Shape, Any], step: str, gone: Fields, kept: Fields) -> Any:
    inner_gone, inner_kept = _below(gone, step), _below(kept, step)
    if (step,) in gone and not inner_kept:
        return ABSENT
    left = without(*part, inner_gone, inner_kept)
    emptied = not left and left != part[1]
    return ABSENT if emptied and (step,) not in kept else left


def _below(paths: Fields, step: str) -> Fields:
    return frozenset(path[1:] for path in paths if path[0] == step and len(path) > 1)


# ---- as the API writes them ----------------------------------------------------------------------------------------


def to_v1(paths: Fields) -> Object:
    """FieldsV1."""
    tree: Object = {}
    for path in sorted(paths):
        node = tree
        for step in path:
            node = node.setdefault(step, {})
    for path in paths:
        node = tree
        for step in path:
            node = node[step]
        if node and "." not in node:
            node["."] = {}
    return tree


def from_v1(tree: Object) -> Fields:
    return frozenset(_paths(tree, ()))


def _paths(tree: Object, path: Path) -> Iterator[Path]:
    if path and not tree:
        yield path
    for step, below in tree.items():
        yield from [path] if step == "." else _paths(below, (*path, step))


def text(path: Iterable[str]) -> str:
    """A path as messages have it: `.spec.containers[name="web"].image`."""
    return "".join(_step_text(step) for step in path)


def _step_text(step: str) -> str:
    if step.startswith("f:"):
        return f".{step[2:]}"
    if step.startswith("v:"):
        return f"[={step[2:]}]"
    return f"[{','.join(f'{key}={json.dumps(value)}' for key, value in json.loads(step[2:]).items())}]"


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
