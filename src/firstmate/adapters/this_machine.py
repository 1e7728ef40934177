"""This machine, as its operating system tells: its name, its architecture, its memory."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass

ARCHITECTURES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64", "armv7l": "arm"}


@dataclass(frozen=True)
class Machine:
    """`arch` as container images call it; "" and 0 where it is not told."""

    name: str
    arch: str
    memory_gb: float


def look() -> Machine:
    """What can be told without running anything."""
    name = platform.node().partition(".")[0]
    return Machine(name, ARCHITECTURES.get(platform.machine().lower(), ""), _memory())


def _memory() -> float:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    except (ValueError, OSError):
        return 0.0
