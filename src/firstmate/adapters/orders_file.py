"""standing-orders.yaml, as a person writes it: read, checked, and told about with file and line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from firstmate import guard, handwritten, schemas
from firstmate.guard.orders import SCHEMA, orders_from

FOLDER = Path(guard.__file__).parent
FIRST = f"schema: {SCHEMA}"


def shipped() -> str:
    """The commented file that a person begins with."""
    return (FOLDER / "standing-orders.yaml").read_text(encoding="utf-8")


def schema() -> dict[str, Any]:
    """The JSON Schema of the file."""
    loaded: dict[str, Any] = json.loads((FOLDER / "orders.schema.json").read_text(encoding="utf-8"))
    return loaded


def load(path: Path) -> dict[str, Any]:
    """Its content as plain data that `orders_from` takes. Raises UsageError with file:line."""
    text = handwritten.text_of(path, "standing orders")
    handwritten.refuse_aliases(path, text)
    content = handwritten.parse(path, text, FIRST)
    schemas.check(path, content, schema())
    plain: dict[str, Any] = json.loads(json.dumps(content))
    orders_from(plain)
    return plain
