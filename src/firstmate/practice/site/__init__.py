"""The practice site as manifests: `cluster` is what makes it, `apps` is in Git, `byhand` was deployed without it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from firstmate.practice.objects import Object

FOLDER = Path(__file__).parent
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def manifests(part: str) -> dict[str, tuple[Object, ...]]:
    """The manifests of one folder by the name of their file."""
    return {file.stem: tuple(_read(file)) for file in sorted((FOLDER / part).glob("*.yaml"))}


def _read(file: Path) -> list[Object]:
    return list(yaml.load_all(file.read_text(encoding="utf-8"), LOADER))
