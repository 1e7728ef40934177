"""What an agent wrote neither hangs nor crashes whoever reads it."""

from __future__ import annotations

import os

import pytest

from firstmate.adapters.texts import LONGEST, documents, of_file


def test_a_manifest_is_read_whole():
    """Every document of it."""
    assert documents("a: [1, {b: 2}]\n---\n- c\n") == [{"a": [1, {"b": 2}]}, ["c"]]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 250_000,
        "{a: " * 60_000,
        "- " * 120_000 + "x",
        "? " * 120_000 + "x",
        "\n".join(" " * depth + "a:" for depth in range(600)),
        "a: [",
        "\0",
        "a: !!python/object:os.system x",
        "2026-13-99: 2026-13-99",
    ],
)
def test_a_hostile_manifest_is_none(text):
    """Nested without end, broken, or a program."""
    assert documents(text) is None


def test_a_file_is_read(tmp_path):
    """Its text."""
    (tmp_path / "a").write_text("ä\n")

    assert of_file(str(tmp_path / "a")) == "ä\n"


def test_what_is_no_such_file_is_none(tmp_path):
    """Too long, binary, a folder, a pipe that nobody writes to, a device, nothing."""
    (tmp_path / "long").write_text("x" * (LONGEST + 1))
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    os.mkfifo(tmp_path / "pipe")

    paths = [str(tmp_path / name) for name in ("long", "binary", "pipe", "nowhere", "")]
    assert [of_file(path) for path in [*paths, "/dev/zero", "a\0b"]] == [None] * 7
