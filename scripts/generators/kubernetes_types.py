#!/usr/bin/env python3
"""Writes src/firstmate/practice/types.json: the fields of Kubernetes' types, from the Go sources.

    scripts/generators/kubernetes_types.py API_CHECKOUT APIMACHINERY_CHECKOUT

The checkouts are of github.com/kubernetes/api and github.com/kubernetes/apimachinery (Apache-2.0). A field is
[protobuf number, type, keep, patch]: `keep` tells that its zero value is written out too, `patch` how a strategic
merge patch treats it (`merge:KEY`, `merge:`, `retainKeys`); an inlined field has its type in brackets for a name.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from firstmate.practice.kinds import RESOURCES

Fields = dict[str, list[object]]

GROUPS = (
    "admissionregistration/v1",
    "apps/v1",
    "authorization/v1",
    "autoscaling/v1",
    "autoscaling/v2",
    "batch/v1",
    "certificates/v1",
    "coordination/v1",
    "core/v1",
    "discovery/v1",
    "networking/v1",
    "node/v1",
    "policy/v1",
    "rbac/v1",
    "scheduling/v1",
    "storage/v1",
)
META = "pkg/apis/meta/v1"
TARGET = Path(__file__).parents[2] / "src/firstmate/practice/types.json"
STRUCT = re.compile(r"^type (\w+) struct \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"^type (\w+) ((?:\[\]|map\[\w+\])?[\w.]+)$", re.MULTILINE)
FIELD = re.compile(r'^\t(?:\w+ )?\s*(\S+)\s+`json:"([^"]*)"([^`]*) ?protobuf:"\w+,(\d+),([^`]*)`', re.MULTILINE)
PATCH = re.compile(r'patchStrategy:"([^"]*)"')
MERGE_KEY = re.compile(r'patchMergeKey:"([^"]*)"')
WELL_KNOWN = {"types.UID": "string", "types.NodeName": "string"}
SCALARS = {"string", "bool", "int32", "int64", "int", "float64", "byte", "uint8"}


def main() -> None:
    api, machinery = map(Path, sys.argv[1:])
    sources = [(group, api / group) for group in GROUPS] + [("meta/v1", machinery / META)]
    files = [(group, file.read_text()) for group, folder in sources for file in sorted(folder.glob("types*.go"))]
    named = {f"{group}.{name}": qualified(group, type_) for group, text in files for name, type_ in NAMED.findall(text)}
    types = {name: fields for group, text in files for name, fields in structs(group, text, named | WELL_KNOWN)}
    lines = (f"{json.dumps(name)}:{json.dumps(types[name], separators=(',', ':'))}" for name in sorted(closure(types)))
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def structs(group: str, source: str, named: dict[str, str]) -> Iterator[tuple[str, Fields]]:
    """The structs of one Go file with their fields; named types are told by what they are."""
    for name, body in STRUCT.findall(source):
        fields: Fields = {}
        for type_, tag, before, number, after in FIELD.findall(body):
            json_name, _, options = tag.partition(",")
            keep = type_.startswith("*") or "omitempty" not in options
            described = resolved(qualified(group, type_.lstrip("*")), named)
            fields[json_name or f"({described})"] = [int(number), described, keep, patch(before + after)]
        yield f"{group}.{name}", fields


def resolved(type_: str, named: dict[str, str]) -> str:
    prefix, bare = split(type_)
    return prefix + named.get(bare, bare)


def split(type_: str) -> tuple[str, str]:
    """`[]core/v1.Container` into what is repeated and of what type."""
    prefix = re.match(r"(?:\[\]|map\[\w+\])*", type_)
    assert prefix is not None, "the pattern matches the empty string"
    return re.sub(r"map\[\w+\]", "map[string]", prefix[0]), type_[prefix.end() :]


def patch(tags: str) -> str:
    """How a strategic merge patch treats a field, from its tags."""
    strategy, key = PATCH.search(tags), MERGE_KEY.search(tags)
    if strategy is None:
        return ""
    return f"merge:{key[1] if key else ''}" if "merge" in strategy[1] else strategy[1]


def qualified(group: str, type_: str) -> str:
    """A Go type with its package told as group/version."""
    prefix, bare = split(type_)
    bare = bare.lstrip("*")
    package, _, name = bare.rpartition(".")
    places = {"metav1": "meta/v1", "v1": "core/v1", "corev1": "core/v1", "apiv1": "core/v1", "": group}
    return prefix + (f"{places[package]}.{name}" if package in places and bare not in SCALARS else bare)


def closure(types: dict[str, Fields]) -> set[str]:
    """The types that the served kinds lead to, and DeleteOptions."""
    served = {resource.kind for resource in RESOURCES}
    todo = [n for n, fields in types.items() if n.rpartition(".")[2] in served and "metadata" in fields]
    todo.append("meta/v1.DeleteOptions")
    found: set[str] = set()
    while todo:
        name = todo.pop()
        if name in types and name not in found:
            found.add(name)
            todo += [split(str(field[1]))[1] for field in types[name].values()]
    return found


if __name__ == "__main__":
    main()
