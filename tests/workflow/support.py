"""Workflows written short, as people write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from firstmate.problems import shape_problems
from firstmate.workflow import parse
from firstmate.workflow.check import Catalogue, semantic_problems
from firstmate.workflow.values import Workflow

SCHEMA = json.loads((Path(__file__).parents[2] / "src/firstmate/workflow/schema.json").read_text())


def content(text: str) -> dict[str, Any]:
    """The text as a file of steps, with the heads that every file has."""
    whole = YAML(typ="safe").load(text)
    body = {"steps": whole} if isinstance(whole, list) else whole
    return {"schema": 1, "name": "test", "description": "A test.", **body}


def problems(text: str, catalogue: Catalogue | None = None) -> list[str]:
    """`path: message (hint)` of everything that is wrong with it."""
    made = content(text)
    found = shape_problems(made, SCHEMA) or semantic_problems(made, catalogue or Catalogue())
    return [f"{p.path}: {p.message}" + (f" ({p.hint})" if p.hint else "") for p in found]


def workflow(text: str) -> Workflow:
    """The workflow, which has nothing wrong with it."""
    assert problems(text) == []
    return parse.workflow(content(text))
