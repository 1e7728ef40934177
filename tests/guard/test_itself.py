"""The guard's own way round: rows of (tier, command)."""

from __future__ import annotations

import pytest

from tests.guard.commands.rows import rows
from tests.guard.support import tier_of

ROWS = rows("self")


@pytest.mark.parametrize(("tier", "command"), ROWS, ids=[row[1][:80] for row in ROWS])
def test_a_command_has_the_tier_that_it_deserves(tier: str, command: str):
    """An agent may ask, and tell it to stop; approvals, orders, thawing and the guard itself are a person's."""
    assert tier_of(command, cwd="/repo", home="/home/op") == tier


def test_there_are_rows_enough():
    """90, none of them twice, a third of them allowed."""
    texts = [command for _, command in ROWS]

    assert len(texts) >= 90 and len(set(texts)) == len(texts)
    assert sum(tier in ("none", "read", "safe") for tier, _ in ROWS) >= 30
