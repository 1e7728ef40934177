"""standing-orders.yaml, as a person writes it: read, checked, and told about with file and line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from firstmate import documents, guard
from firstmate.guard.orders import orders_from
from firstmate.problems import shape_problems

FOLDER = Path(guard.__file__).parent


def shipped() -> str:
    """The commented file that a person begins with."""
    return (FOLDER / "standing-orders.yaml").read_text(encoding="utf-8")


def schema() -> dict[str, Any]:
    """The JSON Schema of the file."""
    loaded: dict[str, Any] = json.loads((FOLDER / "orders.schema.json").read_text(encoding="utf-8"))
    return loaded


def load(path: Path) -> dict[str, Any]:
    """Its content as plain data that `orders_from` takes. Raises UsageError with file:line."""
    document = documents.read(path)
    documents.refuse_faulty(document.faults(shape_problems(document.content, schema())))
    orders_from(document.content)
    return document.content
