"""An approval counts as the log has it: this yes, for exactly this, not used."""

from __future__ import annotations

import pytest

from firstmate.guard.log import Anchor, Entry, chained, is_witnessed

YES = Entry("t", "approval", agent="op", decision="approved", approval="1", binding="b")
USED = Entry("t", "decided", decision="allow", approval="1")
REFUSED = Entry("t", "decided", decision="deny", approval="1")


def lines(*entries: Entry) -> list[str]:
    """The log with these entries."""
    at, written = Anchor(), []
    for entry in entries:
        line, at = chained(entry, at)
        written.append(line)
    return written


@pytest.mark.parametrize(
    ("entries", "counts"),
    [
        ((YES,), True),
        ((REFUSED, YES, REFUSED), True),
        ((), False),
        ((YES, USED), False),
        ((YES._replace(decision="denied"),), False),
        ((YES._replace(binding="other"),), False),
        ((YES._replace(approval="11"),), False),
        ((YES._replace(event="decided"),), False),
        ((YES, USED._replace(approval="11")), True),
    ],
)
def test_what_the_log_has_counts(entries: tuple[Entry, ...], counts: bool) -> None:
    """A no, another act, another number, a use already: none of them is a yes."""
    assert is_witnessed(lines(*entries), "1", "b") is counts


def test_lines_that_are_no_entries_say_nothing() -> None:
    """A log that somebody has scribbled into."""
    assert not is_witnessed(["1 approved b\n", "[1]\n", "\n"], "1", "b")
