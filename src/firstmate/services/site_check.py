"""What is wrong with a site file: its shape, then what in it contradicts itself."""

from __future__ import annotations

from pathlib import Path

from firstmate import documents
from firstmate.adapters import site_file
from firstmate.documents import Fault


def check(path: Path) -> list[Fault]:
    """Everything that is wrong, in the order of the file. Raises UsageError when it is no YAML at all."""
    return site_file.shape_faults(documents.read(path))
