"""YAML files that people write: read with the line of everything, so that an error can say where. YAML 1.2."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent

from firstmate.errors import UsageError

LARGEST = 1_000_000


def read(path: Path, what: str, first: str) -> CommentedMap:
    """The mapping in a file. `what` it should be, and how it begins. Raises UsageError with file:line."""
    return parse(path, text_of(path, what), first)


def parse(path: Path, text: str, first: str) -> CommentedMap:
    """The mapping in the text of a file."""
    try:
        content = YAML(typ="rt").load(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        raise UsageError(f"{where}: not valid YAML ({getattr(error, 'problem', None) or error}).") from error
    except RecursionError as error:
        raise UsageError(f"{path} is nested too deeply.") from error
    if not isinstance(content, CommentedMap):
        raise UsageError(f"{path} must hold a mapping, beginning with `{first}`.")
    return content


def refuse_aliases(path: Path, text: str) -> None:
    """No `*alias` in it: a few of them make gigabytes, and a reader cannot see what is meant."""
    try:
        for event in YAML().parse(text):
            if isinstance(event, AliasEvent):
                line = event.start_mark.line + 1
                raise UsageError(
                    f"{path}:{line}: aliases are not read here.", hint=f"write out what *{event.anchor} is"
                )
    except (YAMLError, RecursionError):
        return  # parse says it better


def check_keys(path: Path, mapping: Any, known: Iterable[str], what: str) -> None:
    """That a mapping has no other keys. Raises UsageError with the nearest one that is known."""
    for key in mapping:
        if key not in known:
            raise UsageError(f"{place(path, mapping, key)}: {what} has no key `{key}`.", hint=nearest(key, known))


def nearest(key: object, known: Iterable[str]) -> str:
    """What may have been meant."""
    found = difflib.get_close_matches(str(key), known, n=1)
    return f"did you mean `{found[0]}`?" if found else f"known are: {', '.join(known)}"


def place(path: Path, holder: Any, key: Any) -> str:
    """`site.yaml:12`, where a key or item of a mapping or list stands."""
    line = line_of(holder, key)
    return f"{path}:{line}" if line else str(path)


def line_of(holder: Any, key: Any) -> int:
    """The line of a key or an item; 0 when it has none."""
    try:
        position = holder.lc.key(key) if isinstance(holder, CommentedMap) else holder.lc.item(key)
    except (KeyError, AttributeError):
        return 0
    return int(position[0]) + 1


def text_of(path: Path, what: str) -> str:
    """The text of a file. `what` it should be. Raises UsageError."""
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path} has more than {LARGEST} bytes: this is not {what}.")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text.") from error
