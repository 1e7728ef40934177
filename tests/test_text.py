"""Untrusted text comes out as one bounded, visible line."""

from __future__ import annotations

import time

import pytest

from firstmate.text import plain, plural, quoted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words", "plain words"),
        ("two\nlines\r\nand\ttabs", "two lines and tabs"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("a\x00b\x08c\x7fd", "a b c d"),
        ("\x9b31mold escape", "31mold escape"),
        ("safe\u202egnp.exe", "safe gnp.exe"),
        ("zero\u200bwidth\ufeff", "zero width"),
        ("line\u2028separator", "line separator"),
        ("tag\U000e0041s", "tag s"),
        ("half \ud800 pair", "half pair"),
        ("čeština 日本語", "čeština 日本語"),
        ("", ""),
    ],
)
def test_escapes_controls_and_invisible_characters_are_gone(text, shown):
    """What people write in any language stays."""
    assert plain(text) == shown


@pytest.mark.parametrize("length", [299, 300, 301, 1200, 1201, 10**6])
def test_text_is_cut_at_its_limit_and_says_so(length):
    """An ellipsis stands where something was cut, and only there."""
    shown = plain("x" * length)

    assert len(shown) <= 300 and shown.endswith("…") == (length > 300)


def test_a_line_of_a_megabyte_costs_nothing():
    """A thousand of them in a second: only the beginning is looked at."""
    line = "\x1b[31m" * 200_000
    began = time.perf_counter()

    for _ in range(1000):
        plain(line)
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize("text", ["`", "``` end", "a`b", "# title\n`code`", "", "\x1b[0m"])
def test_a_backtick_cannot_end_a_quotation(text):
    """There are two backticks: the first and the last character."""
    shown = quoted(text)

    assert shown.count("`") == 2 and shown[0] == shown[-1] == "`" and len(shown) > 2


def test_a_count_and_its_noun():
    """One pod, two pods, no pods."""
    assert [plural(n, "pod") for n in (0, 1, 2)] == ["0 pods", "1 pod", "2 pods"]
