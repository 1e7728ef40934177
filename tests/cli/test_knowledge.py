"""`firstmate knowledge`: the pages that ship, and the user's own."""

from __future__ import annotations

import json

import pytest

from firstmate import wiring


@pytest.fixture
def own(home):
    """The folder of the user's own pages."""
    folder = home / ".config/firstmate/knowledge"
    folder.mkdir(parents=True)
    return folder


def test_every_page_is_listed_with_its_title(firstmate):
    """Those at the top first; the index is none of them."""
    listed, told = firstmate("knowledge"), json.loads(firstmate("knowledge", "--json").out)

    names = [page["name"] for page in told]
    assert listed.code == 0 and [line.split()[0] for line in listed.out.splitlines()] == names
    assert {"databases", "reference/cli"} <= set(names) and "README" not in names
    assert all(page["title"] and page["title"] in listed.out for page in told)


def test_a_page_is_printed_as_it_is_written(firstmate):
    """Raw Markdown where nobody looks at a terminal."""
    written = (wiring.shipped("knowledge") / "databases.md").read_text()

    assert firstmate("knowledge", "databases").out == written
    assert json.loads(firstmate("knowledge", "databases", "--json").out) == {"name": "databases", "text": written}


def test_on_a_terminal_a_page_is_laid_out(firstmate, monkeypatch):
    """Headings and tables, not their Markdown."""
    monkeypatch.setenv("FORCE_COLOR", "1")

    shown = firstmate("knowledge", "databases").out
    assert "When it breaks" in shown and "## When it breaks" not in shown and "|---|" not in shown


@pytest.mark.parametrize(
    ("name", "hint"),
    [("databasse", "did you mean `databases`?"), ("../README", "there is:"), ("/etc/passwd", "there is:")],
)
def test_a_page_that_is_not_there(firstmate, name, hint):
    """The nearest one is named, and no path leads out of the folder."""
    ran = firstmate("knowledge", name)

    assert ran.code == 2 and hint in ran.err


def test_the_users_own_win_by_name(firstmate, own):
    """And stand in the list beside those that ship."""
    (own / "databases.md").write_text("# Ours\n")
    (own / "ups.md").write_text("# The UPS\n")

    assert firstmate("knowledge", "databases").out == "# Ours\n"
    assert "The UPS" in firstmate("knowledge").out


def test_pages_lie_beside_the_site_file_that_is_meant(firstmate, tmp_path, monkeypatch):
    """Where the environment names another one."""
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge/ups.md").write_text("# The other UPS\n")
    monkeypatch.setenv("FIRSTMATE_SITE", str(tmp_path / "site.yaml"))

    assert firstmate("knowledge", "ups").out == "# The other UPS\n"


def test_a_page_cannot_steer_the_terminal(firstmate, own):
    """Escapes are left out."""
    (own / "odd.md").write_text("# Odd\x1b[2J\n\tx\u202e\n")

    assert firstmate("knowledge", "odd").out == "# Odd[2J\n\tx\n"


def test_a_page_can_begin_as_the_one_that_ships(firstmate, own):
    """The shell has made its file already when `firstmate knowledge databases > databases.md` begins."""
    (own / "databases.md").touch()
    (own / "folder.md").mkdir()

    assert firstmate("knowledge", "databases").out.startswith("# Databases: ")
    assert "folder" not in firstmate("knowledge").out


def test_a_page_that_cannot_be_read_is_told(firstmate, own):
    """In one sentence, with its file; the others are listed all the same."""
    (own / "odd.md").write_bytes(b"\xff")

    ran = firstmate("knowledge", "odd")

    assert ran.code == 2 and "odd.md is not UTF-8 text" in ran.err
    assert "cannot be read" in (listed := firstmate("knowledge")).out and "databases" in listed.out
