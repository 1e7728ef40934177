"""Its own way round: every attempt is put to the hook as it is installed, and none gets through."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.guard.own_way import Attempt, attempts, families
from tests.hook.hooks import Hook, event_of

FEWEST = 60
REFUSED = {"forbidden": ("deny",), "risky": ("ask", "deny")}


@pytest.fixture
def project(home: Path) -> Path:
    """A folder in which somebody works, under Git."""
    folder = home / "src" / "shop"
    (folder / ".git").mkdir(parents=True)
    return folder


def gets_through(hook: Hook, attempt: Attempt, project: Path) -> bool:
    tool, given = attempt.call(str(hook.home), str(project))
    return hook.asked(event_of(tool, given, cwd=str(project))).decision not in REFUSED[attempt.tier]


def test_none_of_its_own_ways_round_is_open(hook: Hook, project: Path) -> None:
    """What is forbidden is denied, the rest at least asked about; the score is printed."""
    tried = [attempt for family in families() for attempt in attempts(family)]
    with ThreadPoolExecutor(2) as pool:
        through = list(pool.map(lambda attempt: gets_through(hook, attempt, project), tried))
    passed = [attempt for attempt, got in zip(tried, through, strict=True) if got]
    print(f"own way round: {len(tried) - len(passed)} of {len(tried)} refused")
    assert passed == []
    assert len(set(tried)) == len(tried) >= FEWEST
