"""Freezing: it holds from the next moment on, and ends only as it was said."""

from __future__ import annotations

from firstmate.adapters.freeze_file import FILE, Freeze, freeze, frozen, reason, thaw

FOREVER = Freeze(100, None, "bob", "storm")


def test_it_holds_until_it_is_thawed(tmp_path):
    """And tells who and why."""
    freeze(str(tmp_path), FOREVER)

    assert frozen(str(tmp_path), 1e12) == FOREVER
    assert reason(frozen(str(tmp_path), 101)) == "frozen by bob (storm): nothing is changed"
    thaw(str(tmp_path))
    assert frozen(str(tmp_path), 101) is None and reason(None) == ""


def test_it_ends_by_itself(tmp_path):
    """At the time that was said."""
    freeze(str(tmp_path), Freeze(100, 200, "bob"))

    assert frozen(str(tmp_path), 199) and not frozen(str(tmp_path), 200)


def test_it_is_never_made_shorter(tmp_path):
    """A freeze of a minute does not end one without an end; a longer one counts."""
    freeze(str(tmp_path), Freeze(100, 200, "bob"))
    assert freeze(str(tmp_path), Freeze(100, 150, "agent")).until == 200
    assert freeze(str(tmp_path), Freeze(100, 300, "bob")).until == 300
    freeze(str(tmp_path), FOREVER)

    assert freeze(str(tmp_path), Freeze(100, 300, "bob")) == FOREVER


def test_a_file_that_nobody_can_read_freezes(tmp_path):
    """Somebody wanted it."""
    (tmp_path / FILE).write_text("{")

    assert frozen(str(tmp_path), 1)
