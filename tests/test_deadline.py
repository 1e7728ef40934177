"""A call gets its time and no more."""

from __future__ import annotations

import time

import pytest

from firstmate.deadline import within


def test_an_answer_in_time_is_given():
    """As the call gave it."""
    assert within(5, lambda: 42) == 42


def test_an_error_in_time_is_raised():
    """As the call raised it."""
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 // 0)


def test_a_call_that_hangs_is_left_behind():
    """Nobody waits for it."""
    began = time.monotonic()

    with pytest.raises(TimeoutError):
        within(0.05, lambda: time.sleep(2))
    assert time.monotonic() - began < 1
