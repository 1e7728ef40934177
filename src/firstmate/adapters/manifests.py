"""Kubernetes manifests as people write them: files, folders or a stream; YAML 1.2 or JSON, with every line known.

Nothing is rendered here: kustomizations and charts are named as what they are, with the command that renders them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from firstmate.documents import line_in
from firstmate.errors import UsageError
from firstmate.preflight.values import Manifest, Where

LARGEST = 2 * 1024 * 1024
MOST_PARTS = 500_000
"""Aliases make much of little: a stream that holds more than this when they are written out is refused."""
DEEPEST = 60
STREAM = "-"
SUFFIXES = (".yaml", ".yml", ".json")
KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")


def read(source: str) -> tuple[Manifest, ...]:
    """Every object of a file, a folder (not those below it, as kubectl does) or standard input (`-`).

    Raises UsageError with file and line.
    """
    found = tuple(manifest for name, text in _texts(source) for manifest in parse(name, text))
    if not found:
        raise UsageError(f"{source}: there is no Kubernetes object in it.")
    return found


def parse(name: str, text: str) -> Iterator[Manifest]:
    """The objects in the text of a file, Lists taken apart. Raises UsageError with file and line."""
    budget = [MOST_PARTS]
    for document in _documents(name, text):
        content = _plain(name, document, budget)
        if content is None:
            continue
        if not isinstance(content, dict):
            raise UsageError(f"{name}:{_first_line(document)}: a Kubernetes object has to be a mapping of keys.")
        yield from _objects(name, content, document, ())


def _texts(source: str) -> Iterator[tuple[str, str]]:
    if source == STREAM:
        yield "stdin", _decoded("stdin", sys.stdin.buffer.read(LARGEST + 1))
        return
    path = Path(source)
    _refuse_unrendered(path)
    files = sorted(p for p in path.iterdir() if p.suffix in SUFFIXES and p.is_file()) if path.is_dir() else [path]
    for file in files:
        try:
            with file.open("rb") as stream:
                yield str(file), _decoded(str(file), stream.read(LARGEST + 1))
        except OSError as error:
            raise UsageError(f"{file} cannot be read: {error.strerror}.") from error


def _refuse_unrendered(path: Path) -> None:
    if any((path / name).is_file() for name in KUSTOMIZATIONS):
        raise UsageError(
            f"{path} is a kustomization, which has to be rendered first.",
            hint=f"kubectl kustomize {path} | firstmate preflight -f -",
        )
    if (path / "Chart.yaml").is_file():
        raise UsageError(
            f"{path} is a Helm chart, which has to be rendered first.",
            hint=f"helm template NAME {path} | firstmate preflight -f -",
        )


def _decoded(name: str, content: bytes) -> str:
    if len(content) > LARGEST:
        raise UsageError(f"{name} has more than {LARGEST // 1024} KiB.", hint="give it in several files")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not UTF-8 text.") from error


def _documents(name: str, text: str) -> Iterator[Any]:
    try:
        yield from YAML(typ="rt").load_all(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        problem = " ".join(str(getattr(error, "problem", None) or error).split())
        hint = "a Helm template has to be rendered first: `helm template`" if "{{" in text else ""
        raise UsageError(f"{where}: not valid YAML ({problem[:200]}).", hint=hint) from error
    except RecursionError as error:
        raise UsageError(f"{name} is nested too deeply.") from error
    except (ValueError, OverflowError) as error:  # a date that is none, a number past all bounds
        raise UsageError(f"{name}: not valid YAML ({str(error)[:200]}).") from error


def _plain(name: str, value: Any, budget: list[int], depth: int = 0) -> Any:
    """Without the types by which ruamel remembers how it was written."""
    budget[0] -= 1
    if budget[0] < 0 or depth > DEEPEST:
        raise UsageError(f"{name} holds more than a manifest can, once its aliases are written out.")
    if isinstance(value, dict):
        return {str(key): _plain(name, part, budget, depth + 1) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(name, part, budget, depth + 1) for part in value]
    if isinstance(value, bool) or value is None:
        return value
    return next((simple(value) for simple in (int, float) if isinstance(value, simple)), str(value))


def _objects(name: str, content: dict[str, Any], source: Any, base: Where) -> Iterator[Manifest]:
    """The object itself, or those of a List."""
    place = _placer(name, source, base)
    for key in ("apiVersion", "kind"):
        if not isinstance(content.get(key), str) or not content[key]:
            raise UsageError(f"{place((key,))}: a Kubernetes object needs `{key}`, a word.")
    items = content.get("items")
    if content["kind"].endswith("List") and isinstance(items, list):
        for number, item in enumerate(items):
            if not isinstance(item, dict):
                raise UsageError(f"{place(('items', number))}: an item of a List has to be an object.")
            yield from _objects(name, item, source, (*base, "items", number))
        return
    manifest = Manifest(content, place)
    if not manifest.name:
        raise UsageError(f"{place(('metadata',))}: {content['kind']} needs `metadata.name`.")
    yield manifest


def _placer(name: str, source: Any, base: Where) -> Callable[[Where], str]:
    def place(where: Where) -> str:
        """`FILE:LINE` of what is meant, or of the nearest thing around it that is there."""
        line, holder = _first_line(source), source
        for part in (*base, *where):
            found = line_in(holder, part)
            if found is None:
                break
            line, holder = found + 1, holder[part]
        return f"{name}:{line}"

    return place


def _first_line(source: Any) -> int:
    return int(source.lc.line) + 1 if isinstance(source, (CommentedMap, CommentedSeq)) else 1
