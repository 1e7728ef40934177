"""The catalogue: which module knows which program. A module has `judge(command, known)`; none of them knows another.

It is imported only when its program is called, so that the hook stays quick.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator

from firstmate.guard.values import Act, Command, Known, Nested

# program -> module in this folder
MODULES = {
    "argocd": "argocd",
    "helm": "helm",
    "k": "kubectl",
    "kubecolor": "kubectl",
    "kubectl": "kubectl",
    "oc": "kubectl",
}
VERSIONED = re.compile(r"(?<=\w\w)(?:[-._]?v?\d+(?:\.\d+)*)?(?:\.exe)?$|(?<=^kubectl)-.*")
"""What stands after the name in `kubectl-1.32`, `kubectl.exe`, and in a plugin of kubectl's that is called directly."""


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    """What the command would do, and the commands inside it. Nothing: no program that the guard knows."""
    name = command.name
    if module := MODULES.get(name) or MODULES.get(VERSIONED.sub("", name)):
        yield from importlib.import_module(f"{__name__}.{module}").judge(command, known)
