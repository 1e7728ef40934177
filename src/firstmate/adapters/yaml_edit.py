"""Changes one value in the text of a YAML file, and not a byte besides: comments and layout stay as they are."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

DEEPEST = 60
MOST_PARTS = 100_000
"""Aliases make much of little."""
PLAIN = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./:@+-]*(?<!:)")
FOR_SOME_A_BOOLEAN = frozenset("yYnN")
INDENT = "  "

Where = tuple[str, ...]


class EditError(Exception):
    """It is not changed: one sentence."""


@dataclass(frozen=True)
class Document:
    """One document of a file: its text is the file's, its marks are of the file."""

    text: str
    root: Node

    def get(self, *where: str) -> Any:
        """The plain value there; None where there is nothing."""
        found = _reached(self.root, where)
        return _plain(found, [MOST_PARTS]) if found is not None else None

    def has(self, *where: str) -> bool:
        return _reached(self.root, where) is not None


def documents(name: str, text: str) -> list[Document]:
    """The documents of a file. Raises EditError, with the line."""
    try:
        nodes = list(YAML(typ="rt").compose_all(text))
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = " ".join(str(getattr(error, "problem", None) or error).split())[:200]
        raise EditError(f"{name}:{mark.line + 1 if mark else 1}: not valid YAML ({problem})") from error
    except RecursionError as error:
        raise EditError(f"{name} is nested too deeply") from error
    return [Document(text, node) for node in nodes if node is not None]


def replaced(document: Document, where: Where, value: object) -> str:
    """The text of the file with another value there; keys that are missing are added. Raises EditError."""
    way = [document.root]
    for part in where:
        node = _child(way[-1], part)
        if node is None:
            break
        way.append(node)
    if any(node.anchor for node in way):
        raise EditError(f"`{'.'.join(where)}` is behind an anchor or an alias: what else it changes cannot be seen")
    done = len(way) - 1
    if done == len(where):
        return _spliced(document.text, way[-1], way[-2], value, where)
    return _added(document.text, way[-1], where[done:], value, where)


# ---- looking -------------------------------------------------------------------------------------------------------


def _reached(node: Node | None, where: Sequence[str]) -> Node | None:
    for part in where:
        node = None if node is None else _child(node, part)
    return node


def _child(node: Node, part: str) -> Node | None:
    """Of a mapping by key, of a list by number or by the `name` of what is in it."""
    if isinstance(node, MappingNode):
        found = [value for key, value in node.value if key.value == part]
        if len(found) > 1:
            raise EditError(f"`{part}` stands there twice")
        return found[0] if found else None
    if isinstance(node, SequenceNode):
        if part.isdigit():
            return node.value[int(part)] if int(part) < len(node.value) else None
        return next((item for item in node.value if _named(item) == part), None)
    return None


def _named(node: Node) -> Any:
    found = _child(node, "name") if isinstance(node, MappingNode) else None
    return found.value if isinstance(found, ScalarNode) else None


def _plain(node: Node, budget: list[int], depth: int = 0) -> Any:
    budget[0] -= 1
    if budget[0] < 0 or depth > DEEPEST:
        raise EditError("there is more in it than in a manifest, once its aliases are written out")
    if isinstance(node, MappingNode):
        return {str(key.value): _plain(value, budget, depth + 1) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [_plain(item, budget, depth + 1) for item in node.value]
    return _scalar(node)


def _scalar(node: Node) -> Any:
    kind = str(node.tag).rpartition(":")[2]
    text = str(node.value)
    if kind == "int" and re.fullmatch(r"[-+]?[0-9]{1,18}", text):
        return int(text)
    if kind == "float" and re.fullmatch(r"[-+]?[0-9]*\.?[0-9]+", text):
        return float(text)
    if kind == "bool":
        return text.lower() == "true"
    return None if kind == "null" else text


# ---- changing ------------------------------------------------------------------------------------------------------


def _spliced(text: str, node: Node, holder: Node, value: object, where: Where) -> str:
    shown = ".".join(where)
    if not isinstance(node, ScalarNode):
        raise EditError(f"`{shown}` is not one value: name a key inside of it")
    start, end = node.start_mark.index, node.end_mark.index
    if node.style in ("|", ">") or text[start : start + 1] == "!":
        raise EditError(f"`{shown}` is a block of text, or has a tag: give the whole file instead")
    new = rendered(value, node.style or "", where)
    if start < end:
        return text[:start] + new + text[end:]
    keys = [key for key, found in holder.value if found is node] if isinstance(holder, MappingNode) else []
    if not keys:
        raise EditError(f"`{shown}` is an empty item of a list: give the whole file instead")
    colon = text.index(":", keys[0].end_mark.index) + 1  # where an empty value is, its own mark does not tell
    return f"{text[:colon]} {new}{text[colon:]}"


def _added(text: str, node: Node, keys: Where, value: object, where: Where) -> str:
    """A key more in a mapping that is there."""
    shown = ".".join(where)
    if not isinstance(node, MappingNode) or any(key.isdigit() for key in keys):
        raise EditError(f"there is no `{shown}`, and nothing there that a key can be added to")
    if node.flow_style:
        inner = rendered(value, "", where)
        for key in reversed(keys[1:]):
            inner = f"{{{rendered(key, '', where)}: {inner}}}"
        lead = ", " if node.value else ""
        end = node.end_mark.index - 1
        return f"{text[:end].rstrip(' ')}{lead}{rendered(keys[0], '', where)}: {inner}{text[end:]}"
    return _added_below(text, node, keys, value, where)


def _added_below(text: str, node: MappingNode, keys: Where, value: object, where: Where) -> str:
    """On lines of its own: below the last key with a short value, else above the first one."""
    newline = "\r\n" if "\r\n" in text else "\n"
    indent = newline + " " * node.value[0][0].start_mark.column
    lines = [f"{INDENT * depth}{rendered(key, '', where)}:" for depth, key in enumerate(keys)]
    block = indent.join(lines) + f" {rendered(value, '', where)}"
    short = [found.end_mark for key, found in node.value if _is_short(found)]
    if short:
        end = re.compile(r"\r?\n|\Z").search(text, short[-1].index)
        assert end
        return f"{text[: end.start()]}{indent}{block}{text[end.start() :]}"
    first = node.value[0][0].start_mark.index
    return f"{text[:first]}{block}{indent}{text[first:]}"


def _is_short(node: Node) -> bool:
    """Whether its line ends where it does, but for a comment."""
    return isinstance(node, ScalarNode) and node.style not in ("|", ">") and node.start_mark.index < node.end_mark.index


def rendered(value: object, style: str, where: Where) -> str:
    """A value as YAML that means it and nothing else, in every version of YAML. Raises EditError."""
    shown = ".".join(where)
    if value is None or (isinstance(value, bool | int | float) and math.isfinite(value)):
        return json.dumps(value)
    if not isinstance(value, str):
        raise EditError(f"`{shown}`: one value is set at a time, no list and no mapping")
    if any(not (character.isprintable() or character in "\n\t") for character in value):
        raise EditError(f"`{shown}`: there are characters in the value that cannot be written")
    if style == "'" and "\n" not in value:
        return "'" + value.replace("'", "''") + "'"
    return value if not style and _is_plain(value) else json.dumps(value, ensure_ascii=False)


def _is_plain(text: str) -> bool:
    """Whether it is a string without quotes, for old and for new readers."""
    if not PLAIN.fullmatch(text) or text in FOR_SOME_A_BOOLEAN:
        return False
    try:
        return bool(yaml.safe_load(text) == text) and bool(YAML(typ="safe", pure=True).load(text) == text)
    except (yaml.YAMLError, YAMLError, ValueError):
        return False
