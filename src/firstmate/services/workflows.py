"""Finds workflows by name, reads them, and says what is wrong with them. The user's own win over those that ship."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from firstmate import documents
from firstmate.documents import Document, Fault
from firstmate.errors import UsageError
from firstmate.problems import Problem, nearest, shape_problems
from firstmate.services.actions import ACTIONS
from firstmate.services.checks import CHECKS
from firstmate.workflow import parse
from firstmate.workflow.check import Catalogue, semantic_problems
from firstmate.workflow.values import Workflow

PROSE_KEYS = ("agent", "output", "approve", "timeout", "retry")
"""Front matter of a Markdown workflow that belongs to its one step."""
PROSE_STEP = "work"


def names(folders: Sequence[Path]) -> dict[str, Path]:
    """Every workflow by its name; earlier folders win."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*")) if folder.is_dir() else ():
            if path.suffix in (".yaml", ".md"):
                found.setdefault(path.stem, path)
    return found


def find(asked: str, folders: Sequence[Path]) -> Path:
    """The file of a workflow, by its name or its path. Raises UsageError with the nearest name."""
    path = Path(asked)
    if path.suffix in (".yaml", ".md") or "/" in asked:
        return path
    known = names(folders)
    if asked not in known:
        raise UsageError(f"There is no workflow `{asked}`.", hint=nearest(asked, known) or "firstmate workflow list")
    return known[asked]


def catalogue(folders: Sequence[Path], agents: Sequence[Path]) -> Catalogue:
    """What a workflow may name."""
    known = {path.stem for folder in agents for path in folder.glob("*.md")}
    actions = {name: action.takes for name, action in ACTIONS.items()}
    checks = {name: check.takes for name, check in CHECKS.items()}
    return Catalogue(known, actions, checks, names(folders))


def faults(path: Path, catalogue: Catalogue) -> list[Fault]:
    """What is wrong with the file, in the order of its lines. Raises UsageError when it is no YAML at all."""
    document, content = _read(path)
    found = shape_problems(content, schema()) or semantic_problems(content, catalogue)
    if not found and content["name"] != path.stem:
        found = [Problem(("name",), f"`{content['name']}` is in a file called {path.name}", f"call it {path.stem}")]
    return document.faults(found)


def load(path: Path, catalogue: Catalogue) -> tuple[Mapping[str, Any], Workflow]:
    """The content of the file and the workflow in it. Raises UsageError with the first thing that is wrong."""
    documents.refuse_faulty(faults(path, catalogue), f"firstmate workflow validate {path}")
    content = _read(path)[1]
    return content, parse.workflow(content)


@cache
def schema() -> Mapping[str, Any]:
    """The JSON Schema of the format."""
    text = resources.files("firstmate.workflow").joinpath("schema.json").read_bytes()
    decoded: Mapping[str, Any] = msgspec.json.decode(text)
    return decoded


def described(folders: Sequence[Path]) -> Iterator[tuple[str, str, Path]]:
    """(name, description, file) of every workflow that can be read."""
    for name, path in names(folders).items():
        try:
            yield name, str(_read(path)[1].get("description", "")), path
        except UsageError as error:
            yield name, f"cannot be read: {error.message}", path


def _read(path: Path) -> tuple[Document, dict[str, Any]]:
    if path.suffix == ".md":
        document = documents.read_markdown(path)
        return document, _prose(document)
    document = documents.read(path)
    return document, document.content


def _prose(document: Document) -> dict[str, Any]:
    """A Markdown workflow as one with a single agent step: its prompt is the text."""
    head = dict(document.content)
    step = {"id": PROSE_STEP, **{key: head.pop(key) for key in PROSE_KEYS if key in head}}
    if document.body:
        step["prompt"] = document.body
    return {"schema": 1, "name": document.path.stem, **head, "steps": [step]}
