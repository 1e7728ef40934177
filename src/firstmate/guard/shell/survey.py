"""What a tree, or a part of it, may change: read before it is walked, since loops and functions run in any order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

Node = dict[str, Any]

IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
CHANGING = frozenset(
    ("read", "mapfile", "readarray", "getopts", "unset", "printf", "let", "export", "declare", "typeset", "local",
     "readonly", "wait", "vared", "zparseopts")
)  # fmt: skip
"""Builtins that set the variables that are named in their arguments."""
UNRULY = frozenset(("eval", "source", ".", "trap", "enable"))
"""Builtins that may set any variable."""
MOVING = frozenset(("cd", "pushd", "popd", "eval", "source", "."))
PREFIXES = frozenset(("command", "builtin"))
SUBSTITUTIONS = frozenset(("CmdSubst", "ProcSubst"))
STEPS = frozenset(("++", "--"))
COMPARISONS = frozenset(("==", "!=", "<=", ">="))


class Changes(NamedTuple):
    """Variables that a part of a script may set, whether it may set any other, and whether it changes the folder."""

    names: frozenset[str]
    unruly: bool
    moves: bool


class Survey:
    """What is true of the whole script, wherever in it one stands."""

    def __init__(self, tree: Node) -> None:
        self.sites: dict[str, int] = {}
        self.functions: set[str] = set()
        self.moves = False
        for node in nodes(tree):
            if node.get("Type") == "FuncDecl":
                self.functions.add(node["Name"]["Value"])
            elif node.get("Type") == "CallExpr":
                self.moves = self.moves or next(_program(node), "") in MOVING
            for name in _set_by(node):
                self.sites[name] = self.sites.get(name, 0) + 1
        self.splits_otherwise = "IFS" in self.sites


def changes(*parts: Any) -> Changes:
    """What these parts of a tree may change."""
    names: set[str] = set()
    called: set[str] = set()
    for part in parts:
        for node in nodes(part):
            names.update(_set_by(node))
            if node.get("Type") == "CallExpr":
                called.add(next(_program(node), ""))
    return Changes(frozenset(names), bool(called & UNRULY), bool(called & MOVING))


def nodes(part: Any, whole: frozenset[str] = frozenset()) -> Iterator[Node]:
    """Every node of a part of a tree, as written; what is inside nodes of the types `whole` is left out."""
    waiting = [part]
    while waiting:
        here = waiting.pop()
        if isinstance(here, list):
            waiting += reversed(here)
        elif isinstance(here, dict) and "Offset" not in here:
            yield here
            if here.get("Type") not in whole:
                waiting += reversed(here.values())


def is_quoted(end: Node) -> bool:
    """The end of a here-document: in quotes, its text is taken as it is."""
    return any(part["Type"] != "Lit" or "\\" in part.get("Value", "") for part in end.get("Parts", ()))


def flat(node: Node, operators: frozenset[str]) -> list[tuple[str, Node]]:
    """The stages of a pipeline or list, each with the operator before it."""
    stages: list[tuple[str, Node]] = []
    stage: Node = {"Cmd": node}
    while (command := stage.get("Cmd") or {}).get("Op") in operators and not stage.keys() & {"Redirs", "Background"}:
        stages.append((command["Op"], command["Y"]))
        stage = command["X"]
    stages.append(("", stage))
    return stages[::-1]


def substitutions_in(part: Any) -> Iterator[Node]:
    """The outermost substitutions of commands in a part of a tree."""
    return (node for node in nodes(part, SUBSTITUTIONS) if node.get("Type") in SUBSTITUTIONS)


def _set_by(node: Node) -> Iterator[str]:
    kind = node.get("Type")
    if kind is None or kind == "WordIter":
        if isinstance(name := node.get("Name"), dict):
            yield name["Value"]
    elif kind == "ParamExp":
        if "=" in node.get("Exp", {}).get("Op", ""):
            yield node["Param"]["Value"]
    elif kind in ("BinaryArithm", "UnaryArithm"):
        operator = node["Op"]
        if operator in STEPS or (operator.endswith("=") and operator not in COMPARISONS):
            yield from IDENTIFIER.findall(" ".join(_values(node["X"])))
    elif kind == "CallExpr":
        program = _program(node)
        if next(program, "") in CHANGING:
            yield from (found[0] for text in program if (found := IDENTIFIER.match(text)))


def _program(node: Node) -> Iterator[str]:
    """The words of a call as far as they are literal, without `command` before them."""
    words = _literals(node)
    for word in words:
        if word not in PREFIXES:
            yield word
            break
    yield from words


def _literals(node: Node) -> Iterator[str]:
    for word in node.get("Args", ()):
        yield "".join(_values(word)).replace("\\", "")


def _values(word: Node) -> list[str]:
    return [part["Value"] for part in nodes(word) if isinstance(part.get("Value"), str)]
