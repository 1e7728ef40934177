"""YAML files that people write, with the line of everything in them; bounded, so that no file can hurt. YAML 1.2."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, DocumentStartEvent, ScalarEvent
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.parser import RoundTripParser

from firstmate.errors import UsageError
from firstmate.problems import Problem

LARGEST = 128 * 1024
DEEPEST = 40
MOST = 10_000
"""Values, keys and brackets of a file, at the most."""
NUMBER = re.compile(r"[-+]?(0[xo])?[0-9a-fA-F_.]{40,}([eE][-+]?[0-9]+)?")
"""One of so many digits that computing with it takes long."""
FENCE = "---"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a file. `place` is FILE:LINE, `path` the way inside it."""

    place: str
    path: str
    message: str
    hint: str

    def __str__(self) -> str:
        return f"{self.place}: {self.path}: {self.message}{f'; {self.hint}' if self.hint else ''}"


@dataclass(frozen=True)
class Document:
    """What a file says, and where: `content` is plain data; lines are asked for by the way to what is meant."""

    path: Path
    content: dict[str, Any]
    _source: Any
    _first_line: int = 1
    body: str = ""
    """The text below the front matter of a Markdown file."""

    def place(self, where: tuple[str | int, ...]) -> str:
        """`FILE:LINE` of what is meant, or of the nearest thing around it that is there."""
        line, holder = 0, self._source
        for part in where:
            position = line_in(holder, part)
            if position is None:
                break
            line, holder = position, _inside(holder, part)
        return f"{self.path}:{line + self._first_line}"

    def faults(self, problems: Iterable[Problem]) -> list[Fault]:
        """The problems with their places, in the order of the file."""
        told = [Fault(self.place(each.where), each.path, each.message, each.hint) for each in problems]
        return sorted(told, key=lambda fault: int(fault.place.rpartition(":")[2]))


def refuse_faulty(faults: Sequence[Fault], teller: str = "") -> None:
    """Raise UsageError for the first of the faults, if there is one. `teller`: the command that tells all of them."""
    if faults:
        first, others = faults[0], len(faults) - 1
        more = f" ({others} more: {teller})" if others and teller else ""
        raise UsageError(f"{first.place}: {first.path}: {first.message}{more}.", hint=first.hint)


def read(path: Path) -> Document:
    """A YAML file. Raises UsageError with file and line."""
    return _parsed(path, text_of(path), 1)


def read_markdown(path: Path) -> Document:
    """A Markdown file with front matter between two lines of `---`. Raises UsageError with file and line."""
    text = text_of(path)
    lines = text.splitlines(keepends=True)
    ends = [number for number, line in enumerate(lines) if line.rstrip() == FENCE]
    if len(ends) < 2 or ends[0] != 0:
        raise UsageError(f"{path}:1: front matter has to stand first, between two lines of `{FENCE}`.")
    document = _parsed(path, "".join(lines[1 : ends[1]]), 2)
    return Document(path, document.content, document._source, 2, "".join(lines[ends[1] + 1 :]).strip())


def text_of(path: Path) -> str:
    """A text file that a person wrote. Raises UsageError: not there, too long, no UTF-8."""
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path}:1: more than {LARGEST // 1024} KiB: this is not a file that a person wrote.")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text.") from error


def _parsed(path: Path, text: str, first_line: int) -> Document:
    try:
        reader = YAML(typ="rt")
        reader.Parser, reader.Constructor = _Parser, _Constructor
        source = reader.load(text)
        content = _plain(source)
    except _RefusedError as refused:
        raise UsageError(f"{path}:{refused.line + first_line}: {refused}.") from refused
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + first_line if mark else first_line
        problem = " ".join(str(getattr(error, "problem", None) or error).split())
        raise UsageError(f"{path}:{line}: not valid YAML ({problem[:200]}).") from error
    if not isinstance(content, dict):
        raise UsageError(f"{path}:{first_line}: it has to be a mapping of keys to values.")
    return Document(path, content, source, first_line)


class _Constructor(RoundTripConstructor):
    """Dates stay the text that they were written as; keys are text."""

    def check_mapping_key(self, node: Any, key_node: Any, mapping: Any, key: Any, value: Any) -> bool:
        if not isinstance(key_node, ScalarNode):
            raise _RefusedError(key_node.start_mark.line, "a key has to be text; an expression stands in quotes")
        return bool(super().check_mapping_key(node, key_node, mapping, key, value))


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _Constructor.construct_yaml_str)


class _RefusedError(Exception):
    """What stands in a line, counted from 0, is not read."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


class _Parser(RoundTripParser):
    """Stops at what could hurt: aliases may make gigabytes of a few lines, deep nesting overflows the stack."""

    _seen = 0
    _depth = 0

    def get_event(self) -> Any:
        event = super().get_event()
        self._seen += 1
        self._depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        wrong = f"more than {DEEPEST} levels deep" if self._depth > DEEPEST else _not_read(event)
        if wrong or self._seen > MOST:
            raise _RefusedError(event.start_mark.line, wrong or f"more than {MOST} values and keys")
        return event


def _not_read(event: Any) -> str:
    """Why it is not read here; "" when it is."""
    if isinstance(event, AliasEvent):
        return f"aliases (`*{event.anchor}`) are not read here: write it out"
    if isinstance(event, DocumentStartEvent) and (event.version or event.tags):
        return "directives (`%…`) are not read here"
    if isinstance(event, CollectionStartEvent | ScalarEvent):
        if event.anchor:
            return f"anchors (`&{event.anchor}`) are not read here: nothing may refer to it"
        if event.tag:
            return f"tags (`{str(event.tag)[:60]}`) are not read here: write the value as it is"
    if isinstance(event, ScalarEvent) and event.style is None and NUMBER.fullmatch(event.value):
        return f"a number of {len(event.value)} digits"
    return ""


def _plain(value: Any) -> Any:
    """Without the types by which ruamel remembers how it was written."""
    if isinstance(value, dict):
        return {_key(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, bool) or value is None:
        return value
    for simple in (int, float):
        if isinstance(value, simple):
            return simple(value)
    return str(value)


def _key(key: Any) -> str:
    return str(key).lower() if isinstance(key, bool) else str(key)


def line_in(holder: Any, part: str | int) -> int | None:
    """The line of a key or item, counted from 0; None: it is not there."""
    if isinstance(holder, CommentedMap):
        key = next((key for key in holder if _key(key) == part), None)
        return None if key is None else int(holder.lc.key(key)[0])
    if isinstance(holder, CommentedSeq) and isinstance(part, int) and part < len(holder):
        return int(holder.lc.item(part)[0])
    return None


def _inside(holder: Any, part: str | int) -> Any:
    key = next((key for key in holder if _key(key) == part), part) if isinstance(holder, CommentedMap) else part
    return holder[key]
