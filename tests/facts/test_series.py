"""Series: what a metrics file means, and what counts as a shift."""

from __future__ import annotations

import pytest

from firstmate.facts.measured import shift_of
from firstmate.snapshot.series import Metric, Series, parse_series


def test_names_end_in_their_metric():
    """SUBJECT-SUFFIX; subjects may hold dashes, and unknown suffixes are left out."""
    document = {"series": {"cart-db-cpu": [0.1, None], "cart-unknown": [1.0]}}

    assert parse_series(document) == (Series(Metric.CPU, "cart-db", (0.1, None)),)


def test_no_latency_is_no_sample():
    """Zero milliseconds means that nobody was served."""
    (found,) = parse_series({"series": {"web-p50latency": [0.0, 12.5]}})

    assert found.values == (None, 12.5)


@pytest.mark.parametrize("garbage", [None, [], {"series": 3}, {"series": {"a-cpu": "x"}}])
def test_garbage_is_no_series(garbage):
    """What is not a metrics file holds no series."""
    assert parse_series(garbage) == ()


def test_an_odd_number_is_no_sample():
    """Text and infinities among the numbers are left out, one by one."""
    (found,) = parse_series({"series": {"a-cpu": [1, "x", float("inf"), 2.5]}})

    assert found.values == (1.0, None, None, 2.5)


def test_a_short_series_has_no_level():
    """Below twenty samples nothing is said."""
    assert shift_of((1.0,) * 19) is None


def test_levels_are_medians():
    """One wild sample moves neither level."""
    shift = shift_of((1.0,) * 10 + (900.0,) + (5.0,) * 29)

    assert shift is not None
    assert (shift.usual, shift.peak) == (1.0, 5.0)
