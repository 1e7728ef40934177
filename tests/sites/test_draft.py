"""A site file that is written is read as it was meant, whatever was seen."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstmate import documents
from firstmate.services.site_init import Answers, Seen, name_of, text_of
from firstmate.sites import draft
from firstmate.text import plain

VALUE = st.recursive(
    st.text(max_size=20) | st.integers(-9, 99999) | st.floats(0.1, 9e9) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["kind", "port"]), inner, max_size=2),
    max_leaves=6,
)


def shown(value):
    """What a person would see of it: one line of plain text."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [shown(part) for part in value]
    return {key: shown(part) for key, part in value.items()} if isinstance(value, dict) else value


@given(st.lists(st.dictionaries(st.sampled_from(["name", "image", "os"]), VALUE, min_size=1), min_size=1, max_size=3))
def test_entries_are_read_as_they_were_written(entries):
    """Text stays text, numbers stay numbers, and nothing steps out of its line."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "site.yaml"
        path.write_text("\n".join(["schema: 1", *draft.section("nodes", entries)]))

        assert documents.read(path).content == {"schema": 1, "nodes": shown(entries)}


@pytest.mark.parametrize(
    "text", ["yes", "No", "null", "1.5", "2026-01-31", "a: b", "a #b", "- a", "*a", "{a}", "a:", ""]
)
def test_text_that_could_be_something_else_is_quoted(text):
    """In YAML of any age."""
    assert draft.scalar(text).startswith('"')


@pytest.mark.parametrize("text", ["Debian GNU/Linux 12 (bookworm)", "10.0.0.1", "a.example/b:1.0", "k=v:NoSchedule"])
def test_text_that_is_nothing_else_is_not(text):
    """A person reads it more easily."""
    assert draft.scalar(text) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [("kubernetes-admin@Home", "kubernetes-admin-home"), ("__", ""), ("a" * 62 + "..b", "a" * 62), ("Küche", "k-che")],
)
def test_a_name_is_made_of_what_others_are_called(text, name):
    """As the site file takes it."""
    assert name_of(text) == name


def test_a_comment_stays_one_line():
    """What could not be seen is told in words of others."""
    text = text_of(Seen(unknown=("Not seen: a\nschema: 2",)), Answers("home"))

    assert "# Not seen: a schema: 2" in text.splitlines()
