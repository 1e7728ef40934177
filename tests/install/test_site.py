"""The installer and what is rendered of the user's site: by the program itself, which may be gone or fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from installer import site
from installer.disk import InstallError

from tests.support.ssh import script


@pytest.fixture
def launcher(home: Path) -> Path:
    """A stand-in for the launcher: it writes down what it was asked, and ends as a file says."""
    path = home / "bin" / "firstmate"
    script(path, f'#!/bin/sh\necho "$CLAUDE_CONFIG_DIR $*" >> {home}/asked\nexit "$(cat {home}/code)"\n')
    (home / "code").write_text("0")
    (home / site.RECORD).write_text("{}")
    return path


@pytest.mark.parametrize(("dry", "asked"), [(False, "render --remove"), (True, "render --remove --diff")])
def test_what_was_rendered_is_taken_away_first(launcher: Path, home: Path, dry: bool, asked: str) -> None:
    """In the folder of Claude Code that is meant; a dry run only shows it."""
    site.remove(launcher, home / "claude", home, dry)
    assert (home / "asked").read_text() == f"{home}/claude {asked}\n"


def test_nothing_was_rendered(launcher: Path, home: Path) -> None:
    """Then nobody is asked, be it there or not."""
    (home / site.RECORD).unlink()
    site.remove(launcher, home, home, False)
    assert not (home / "asked").exists()


@pytest.mark.parametrize("code", ["2", "4", "5"])
def test_what_could_not_be_taken_away_stops_the_uninstall(launcher: Path, home: Path, code: str) -> None:
    """Its record would go next, and nobody would know any more what is whose."""
    (home / "code").write_text(code)
    with pytest.raises(InstallError, match="could not be taken away"):
        site.remove(launcher, home, home, False)


def test_a_command_that_the_user_has_changed_stays_and_stops_nothing(launcher: Path, home: Path) -> None:
    """Exit code 1 says that it was left alone."""
    (home / "code").write_text("1")
    site.remove(launcher, home, home, False)


def test_without_the_program_it_says_what_to_do(launcher: Path, home: Path) -> None:
    """Its environment was deleted by hand."""
    launcher.unlink()
    with pytest.raises(InstallError, match="is not there to remove it"):
        site.remove(launcher, home, home, False)


def test_whether_there_is_a_site(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its file, or by the variable that names one."""
    assert not site.is_there(home)
    (home / "site.yaml").touch()
    assert site.is_there(home)
    monkeypatch.setenv("FIRSTMATE_SITE", "/infra/site.yaml")
    assert site.is_there(home / "elsewhere")
