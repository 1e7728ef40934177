"""Rules: each module is one rule, from the facts of a snapshot to findings. They do not know each other.

A module holds `RULE` (its description; the code is the module's name) and `check(facts)`, which yields findings.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from firstmate.facts import Facts
from firstmate.findings import Finding, Rule


@dataclass(frozen=True)
class Analyzer:
    """A rule and the function that applies it."""

    rule: Rule
    check: Callable[[Facts], Iterable[Finding]]


@cache
def analyzers() -> tuple[Analyzer, ...]:
    """Every analyzer in this package, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return tuple(Analyzer(module.RULE, module.check) for module in modules)


def rules() -> tuple[Rule, ...]:
    """The description of every rule, by code."""
    return tuple(analyzer.rule for analyzer in analyzers())
