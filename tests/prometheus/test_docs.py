"""docs/prometheus.md tells every question that Prometheus is asked, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

from firstmate.analyzers import rules
from firstmate.services.measure import STEP, STEPS
from firstmate.snapshot.queries import CALLS, QUERIES, Query

PAGE = (Path(__file__).parents[2] / "docs" / "prometheus.md").read_text()


def entry(query: Query) -> str:
    """What the page says of one question."""
    over = f", over {STEP * STEPS // 3600} hour in steps of {STEP} s" if query.over_time else ""
    return f"{query.why[0].upper()}{query.why[1:]}{over} → `{query.rule}`\n```promql\n{query.promql}\n```\n"


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: f"{query.rule}, {query.metric}")
def test_a_question_stands_on_the_page_with_its_reason_and_rule(query: Query) -> None:
    """Nobody has to read the code to know what their Prometheus is asked, and what for."""
    assert entry(query) in PAGE
    assert query.rule in {rule.code for rule in rules()}


def test_nothing_else_stands_there() -> None:
    """A question that is asked no more is gone from the page; who calls whom is on it too."""
    assert PAGE.count("```promql") == len(QUERIES) + len(CALLS)
    assert all(f"```promql\n{call.promql}\n```" in PAGE for call in CALLS)
