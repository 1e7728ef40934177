"""The guard against the corpus: nothing is let through that should not be, and reads are not asked about."""

from __future__ import annotations

import pytest

from tests.guard.corpus import ASKED, TIERS, rows, themes
from tests.guard.corpus.world import tier_there

FALSE_ASKS = 0.03


@pytest.mark.parametrize("theme", themes())
def test_nothing_is_taken_for_less_than_it_is(theme: str):
    """No false allow, and nothing forbidden that is only asked about."""
    judged = [(row, tier_there(row.command)) for row in rows(theme)]
    low = [f"line {row.line} is {tier}: {row.command}" for row, tier in judged if row.too_low(tier)]

    print(f"{theme}: {len(low)} of {len(rows(theme))} too low")
    assert low == []


def test_reads_are_not_asked_about():
    """At most 3 % of what only reads, or has nothing to do with operations."""
    reads = [row for theme in themes() for row in rows(theme) if row.is_read]
    asked = [row.command for row in reads if TIERS.index(tier_there(row.command)) >= ASKED]

    print(f"{len(asked)} of {len(reads)} reads are asked about: {asked}")
    assert len(asked) <= FALSE_ASKS * len(reads), asked
