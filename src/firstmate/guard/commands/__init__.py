"""The catalogue: which module knows which program. A module has `judge(command, known)`; none of them knows another.

It is imported only when its program is called, so that the hook stays quick.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator

from firstmate.guard.values import Act, Command, Known, Nested

# program -> module in this folder
MODULES = {
    "kubectl": "kubectl",
}


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    """What the command would do, and the commands inside it. Nothing: no program that the guard knows."""
    if module := MODULES.get(command.name):
        yield from importlib.import_module(f"{__name__}.{module}").judge(command, known)
