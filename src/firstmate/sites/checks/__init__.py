"""What in a site file contradicts itself: each module is one kind of contradiction. They do not know each other.

A module holds `check(case)`, which yields what is wrong. docs/site-file.md lists what they find.
"""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.problems import Problem
from firstmate.sites.checks import deploys, knowledge, memory, names, order, ports, power, probes, references
from firstmate.sites.checks.case import Case

MODULES = (names, references, order, ports, power, memory, probes, deploys, knowledge)


def contradictions(case: Case) -> Iterator[Problem]:
    """Everything that does not hold together. The shape of the file has been checked before."""
    for module in MODULES:
        yield from module.check(case)
