"""`firstmate render`: where it writes, what it foretells, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from firstmate.adapters.managed_block import CLOSED
from tests.cli.conftest import Ran

Firstmate = Callable[..., Ran]
SITE = "schema: 1\nname: house\nphase: 0\nphases: [{number: 0, name: base}]\n"


@pytest.fixture
def site(home: Path) -> Path:
    """A site file in a folder of its own."""
    path = home / "infra" / "site.yaml"
    path.parent.mkdir()
    path.write_text(SITE)
    return path


def test_it_writes_the_block_and_the_commands_and_says_so(site: Path, home: Path, firstmate: Firstmate) -> None:
    """Beside the site file, and in the user's folder of Claude Code; a second time there is nothing to do."""
    ran = firstmate("render", "--site", site)
    assert ran.code == 0
    assert ran.out.splitlines() == [
        f"{home}/infra/CLAUDE.md is written",
        f"{home}/.claude/commands/project/phase0-base.md is written",
    ]
    assert firstmate("render", "--site", site).out == "Nothing had to be changed.\n"


@pytest.mark.parametrize(
    ("setting", "where"),
    [("docs/CLAUDE.md", "infra/docs/CLAUDE.md"), ("~/CLAUDE.md", "CLAUDE.md"), ("../AGENTS.md", "AGENTS.md")],
)
def test_the_site_may_name_the_file(site: Path, home: Path, firstmate: Firstmate, setting: str, where: str) -> None:
    """By a path from the site file's folder, or from home."""
    site.write_text(f"{SITE}claude_md: {setting}\n")
    assert firstmate("render", "--site", site).code == 0
    assert CLOSED in (home / where).read_text()


@pytest.mark.parametrize("setting", ["~/.bashrc", "../.ssh/authorized_keys"])
def test_the_file_that_it_names_has_to_be_markdown(site: Path, firstmate: Firstmate, setting: str) -> None:
    """A block in a program's own file would be read by that program."""
    site.write_text(f"{SITE}claude_md: {setting}\n")
    ran = firstmate("render", "--site", site)
    assert ran.code == 2
    assert f"{site}:5: claude_md: `{setting}` does not fit." in ran.err


def test_the_site_of_the_config_folder_goes_into_the_users_own_claude_md(home: Path, firstmate: Firstmate) -> None:
    """Claude Code reads that one everywhere."""
    config = home / ".config" / "firstmate"
    config.mkdir(parents=True)
    (config / "site.yaml").write_text(SITE)
    assert firstmate("render").code == 0
    assert CLOSED in (home / ".claude" / "CLAUDE.md").read_text()


def test_another_folder_of_claude_code_is_respected(
    site: Path, home: Path, firstmate: Firstmate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CLAUDE_CONFIG_DIR is Claude Code's own variable."""
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(home / "elsewhere"))
    firstmate("render", "--site", site)
    assert (home / "elsewhere/commands/project/phase0-base.md").exists()
    assert not (home / ".claude").exists()


def test_who_renders_another_site_is_told_which_one_the_commands_read(
    site: Path, home: Path, firstmate: Firstmate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They name no file: they would have to be asked about each time."""
    default = home / ".config/firstmate/site.yaml"
    assert f"The commands read {default}, unless FIRSTMATE_SITE" in firstmate("render", "--site", site).err
    site.write_text(SITE.replace("house", "barn"))
    monkeypatch.setenv("FIRSTMATE_SITE", str(site))
    assert firstmate("render", "--site", site).err == ""


def test_check_names_what_is_stale_and_writes_nothing(site: Path, home: Path, firstmate: Firstmate) -> None:
    """Exit code 1 until it is rendered."""
    firstmate("render", "--site", site)
    assert firstmate("render", "--check", "--site", site).code == 0
    site.write_text(SITE.replace("house", "barn"))
    before = (home / "infra/CLAUDE.md").read_bytes()
    ran = firstmate("render", "--check", "--site", site)
    assert ran.code == 1
    assert f"{home}/infra/CLAUDE.md is stale" in ran.out
    assert (home / "infra/CLAUDE.md").read_bytes() == before


def test_diff_shows_every_line_and_writes_nothing(site: Path, home: Path, firstmate: Firstmate) -> None:
    """As `diff -u` would."""
    ran = firstmate("render", "--diff", "--site", site)
    assert ran.code == 1
    assert f"--- /dev/null\n+++ {home}/infra/CLAUDE.md\n" in ran.out
    assert "+## house: phase 0, base\n" in ran.out
    assert not (home / "infra/CLAUDE.md").exists()


def test_remove_needs_no_site_file(site: Path, home: Path, firstmate: Firstmate) -> None:
    """What was rendered is remembered; the second time there is nothing."""
    (home / "infra/CLAUDE.md").write_text("mine")
    firstmate("render", "--site", site)
    site.unlink()
    assert firstmate("render", "--remove").code == 0
    assert (home / "infra/CLAUDE.md").read_text() == "mine"
    assert not (home / ".claude").exists()
    assert firstmate("render", "--remove").out == "Nothing had to be changed.\n"


def test_a_removal_can_be_looked_at_first(site: Path, home: Path, firstmate: Firstmate) -> None:
    """As text, and as data."""
    firstmate("render", "--site", site)
    ran = firstmate("render", "--remove", "--check")
    assert (ran.code, f"{home}/infra/CLAUDE.md would be taken away" in ran.out) == (1, True)
    told = json.loads(firstmate("render", "--remove", "--check", "--json").out)
    assert [change["is_removed"] for change in told["changes"]] == [True, True]
    assert (home / "infra/CLAUDE.md").exists()


def test_programs_get_every_change(site: Path, home: Path, firstmate: Firstmate) -> None:
    """With its diff, and with what was kept or stays."""
    firstmate("render", "--site", site)
    (home / ".claude/commands/project/phase0-base.md").write_text("mine")
    told = json.loads(firstmate("render", "--json", "--site", site).out)
    (change,) = told["changes"]
    assert change["diff"].startswith(f"--- {home}/.claude/commands/project/phase0-base.md")
    assert told["kept_aside"][0].endswith("kept as phase0-base.md.user-changed")
    assert told["left_alone"] == []


def test_what_is_in_the_way_is_named(site: Path, home: Path, firstmate: Firstmate) -> None:
    """Exit code 1, and the rest is written."""
    mine = home / ".claude/commands/project/phase0-base.md"
    mine.parent.mkdir(parents=True)
    mine.write_text("my own")
    ran = firstmate("render", "--site", site)
    assert ran.code == 1
    assert f"{mine}: this is yours" in ran.err
    assert mine.read_text() == "my own"


def test_broken_marks_are_told_with_file_and_line(site: Path, home: Path, firstmate: Firstmate) -> None:
    """And nothing is written anywhere."""
    (home / "infra/CLAUDE.md").write_text(f"# mine\n{CLOSED}\n")
    ran = firstmate("render", "--site", site)
    assert ran.code == 2
    assert f"{home}/infra/CLAUDE.md:2: Firstmate's marks are not one pair" in ran.err
    assert not (home / ".claude").exists()


def test_check_and_diff_do_not_go_together(firstmate: Firstmate) -> None:
    """One of them."""
    assert firstmate("render", "--check", "--diff").code == 2
