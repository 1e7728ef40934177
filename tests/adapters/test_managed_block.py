"""The block in a file of the user's: whatever stands around it, not one byte of that is ever another one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstmate.adapters.managed_block import CLOSED, OPENED, put, without
from firstmate.errors import UsageError

TEXTS = st.text(st.characters(codec="utf-8"), max_size=200).map(lambda text: text.replace("firstmate:", ""))
LINES = st.lists(st.sampled_from(["# mine", "", "- a list", "\r", "```", "text\r"]), max_size=8).map("\n".join)


@given(st.one_of(TEXTS, LINES), st.booleans())
def test_what_was_there_before_comes_back(text: str, is_marked: bool) -> None:
    """Put in, changed and taken out again: byte for byte the same, whatever the line ends and the end of the file."""
    before = (b"\xef\xbb\xbf" if is_marked else b"") + text.encode()
    after = put("CLAUDE.md", before, "one")
    assert after.startswith(before)
    assert put("CLAUDE.md", after, "one") == after
    assert without("CLAUDE.md", put("CLAUDE.md", after, "two\nlines")) == before


@given(st.one_of(TEXTS, LINES), st.one_of(TEXTS, LINES))
def test_what_stands_around_it_stays(before: str, after: str) -> None:
    """Wherever the user has moved it to."""
    lead, tail = (before + "\n").encode(), ("\n" + after).encode()
    content = lead + f"{OPENED}\nold\n{CLOSED}".encode() + tail
    changed = put("CLAUDE.md", content, "new")
    assert changed.startswith(lead)
    assert changed.endswith(tail)
    assert b"old" not in changed[len(lead) : len(changed) - len(tail)]


def test_the_block_has_the_line_ends_of_its_file() -> None:
    """A file from Windows stays one."""
    changed = put("CLAUDE.md", b"# mine\r\n", "one\ntwo")
    assert changed == f"# mine\r\n{OPENED}\r\none\r\ntwo\r\n{CLOSED}\r\n".encode()


def test_text_behind_the_last_mark_is_the_users() -> None:
    """Joined by hand, it is still there."""
    content = f"{OPENED}\nold\n{CLOSED} and mine\n".encode()
    assert put("CLAUDE.md", content, "new").endswith(f"{CLOSED} and mine\n".encode())
    assert without("CLAUDE.md", content) == b" and mine\n"


def test_marks_inside_of_a_line_are_words() -> None:
    """A page about Firstmate may name them."""
    content = f"The block begins with `{OPENED}`.\n".encode()
    assert without("CLAUDE.md", content) == content
    assert put("CLAUDE.md", content, "new").count(CLOSED.encode()) == 1


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (f"# mine\n{OPENED}\nold\n", 2),
        (f"# mine\n\n{CLOSED}\n", 3),
        (f"{CLOSED}\n{OPENED}\n", 1),
        (f"{OPENED}\n{CLOSED}\n{OPENED}\n{CLOSED}\n", 1),
        (f"{OPENED}\n{OPENED}\n{CLOSED}\n", 1),
        (f"mine\n  {OPENED}\nold\n  {CLOSED}\n", 2),
        (f"# mine {OPENED}\nold\n{CLOSED}\n", 3),
    ],
)
def test_broken_marks_are_refused_with_their_line(content: str, line: int) -> None:
    """Nobody can tell what between them is ours."""
    for tried in (lambda: put("CLAUDE.md", content.encode(), "new"), lambda: without("CLAUDE.md", content.encode())):
        with pytest.raises(UsageError, match=f"CLAUDE.md:{line}: Firstmate's marks are not one pair"):
            tried()


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_other_encodings_are_refused(encoding: str) -> None:
    """What would be put there is UTF-8: one file in two encodings helps nobody."""
    with pytest.raises(UsageError, match="CLAUDE.md:2: this is not UTF-8" if encoding == "latin-1" else "not UTF-8"):
        put("CLAUDE.md", "# mine\nKüche\n".encode(encoding), "new")
