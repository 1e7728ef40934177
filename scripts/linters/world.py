"""What there is for a page to name: the bundle's own parts, the code's verbs, rules, workflows and actions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from linters.pages import Page

from firstmate.analyzers import rules
from firstmate.practice.scenarios import scenarios
from firstmate.services.actions import ACTIONS
from firstmate.services.checks import CHECKS


@dataclass(frozen=True)
class World:
    """Names, by what they are names of."""

    root: Path
    pages: tuple[Page, ...]
    knowledge: frozenset[str]
    workflows: frozenset[str]
    codes: frozenset[str]
    actions: frozenset[str]
    checks: frozenset[str]
    scenarios: frozenset[str]

    def names(self, *kinds: str) -> frozenset[str]:
        """`names("agent")`: what the bundle calls its agents."""
        return frozenset(page.name for page in self.pages if page.kind in kinds)

    def page(self, path: str) -> Page | None:
        """The Markdown file at a path relative to the root."""
        return next((page for page in self.pages if page.path == path), None)


def look(root: Path, pages: Iterable[Page]) -> World:
    """The names of a repository, and of the code that is installed."""
    knowledge = root / "knowledge"
    return World(
        root=root,
        pages=tuple(pages),
        knowledge=frozenset(str(page.relative_to(knowledge).with_suffix("")) for page in knowledge.rglob("*.md")),
        workflows=frozenset(path.stem for path in (root / "workflows").glob("*.*")),
        codes=frozenset(rule.code for rule in rules()),
        actions=frozenset(ACTIONS),
        checks=frozenset(CHECKS),
        scenarios=frozenset(scenarios()),
    )
