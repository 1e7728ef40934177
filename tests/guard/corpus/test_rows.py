"""The corpus itself: large enough, well formed, nothing twice."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.guard.corpus import TIERS, Row, rows, themes

EVERY = [row for theme in themes() for row in rows(theme)]


def test_it_is_as_large_as_promised():
    """1,500 commands, 400 of them adversarial, and enough reads to measure a share of 3 % of them."""
    assert len(EVERY) >= 1_500
    assert sum(row.at_least for row in EVERY) >= 400
    assert sum(row.is_read for row in EVERY) >= 300


def test_no_command_is_counted_twice():
    """A command has one label."""
    assert [command for command, count in Counter(row.command for row in EVERY).items() if count > 1] == []


@pytest.mark.parametrize(
    ("label", "verdict", "too_low"),
    [
        ("read", "none", False),
        ("none", "read", False),
        ("safe", "none", True),
        ("safe", "read", True),
        ("risky", "safe", True),
        ("risky", "forbidden", False),
        ("forbidden", "risky", True),
    ],
)
def test_what_is_too_low(label: str, verdict: str, too_low: bool):
    """A tier below the label is a mistake; no say and read are the same height."""
    assert label in TIERS
    assert Row("x", 1, False, label, "x").too_low(verdict) is too_low
