"""`site check` finds what is wrong with a site file, says where, and says nothing of what is right."""

from __future__ import annotations

import pytest

from firstmate.errors import UsageError
from firstmate.services.site_check import check
from tests.sites.rows import SENSE, SHAPE, marks, right, wrong

ROWS = {**SHAPE, **SENSE}


@pytest.fixture
def written(tmp_path):
    """Writes a site file, with two pages beside it."""
    for page in ("here.md", "also.md"):
        (tmp_path / page).write_text("# A page\n")

    def write(text: str):
        path = tmp_path / "site.yaml"
        path.write_text(text)
        return path

    return write


def told(path) -> list[str]:
    """Every fault as people read it; what is no YAML is one."""
    try:
        return [str(fault) for fault in check(path)]
    except UsageError as error:
        return [error.message]


@pytest.mark.parametrize("name", ROWS)
def test_what_is_wrong_is_told_with_its_line(written, name):
    """Exactly the faults that are marked, each with file, line, the way inside the file, and what would be right."""
    path = written(wrong(ROWS[name]))
    expected = marks(ROWS[name])

    faults = told(path)

    assert expected and len(faults) == len(expected), faults
    for fault, (line, text) in zip(faults, expected, strict=True):
        assert fault.startswith(f"{path}:{line}: ") and text in fault


@pytest.mark.parametrize("name", ROWS)
def test_the_right_twin_is_quiet(written, name):
    """The same file with the one thing corrected."""
    assert told(written(right(ROWS[name]))) == []


def test_the_tables_are_large_enough():
    """Sixty wrong files at least."""
    assert len(ROWS) >= 60
