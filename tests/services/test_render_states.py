"""Rendering and removing in homes of every kind, and after a kill at any instant."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from firstmate.errors import UsageError
from tests.install.conftest import tree
from tests.services.render_kit import HYDRA, MINE, Desk, around

CHANGES = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


STATES: dict[str, Callable[[Desk], None]] = {
    "nothing": lambda desk: None,
    "a CLAUDE.md": lambda desk: _mine(desk, MINE),
    "an empty CLAUDE.md": lambda desk: desk.claude_md.touch(),
    "no line end": lambda desk: _mine(desk, b"mine"),
    "Windows": lambda desk: _mine(desk, b"\xef\xbb\xbfmine\r\nmore"),
    "empty folders": lambda desk: desk.commands.mkdir(parents=True),
    "own commands": lambda desk: _own(desk, "deploy.md"),
    "own command of our name": lambda desk: _own(desk, "phase0-base.md"),
    "what is kept aside already": lambda desk: _own(desk, "phase0-base.md.user-changed"),
    "a linked folder": lambda desk: _linked(desk),
    "private": lambda desk: _mine(desk, MINE, 0o600),
}


def _mine(desk: Desk, content: bytes, mode: int = 0o644) -> None:
    desk.claude_md.write_bytes(content)
    desk.claude_md.chmod(mode)


def _own(desk: Desk, name: str) -> None:
    desk.commands.mkdir(parents=True)
    (desk.commands / name).write_text("mine")


def _linked(desk: Desk) -> None:
    (desk.folder / "dotfiles").mkdir()
    (desk.folder / ".claude").symlink_to("dotfiles")


@pytest.mark.parametrize("state", STATES)
def test_removing_leaves_it_byte_identical(desk: Desk, state: str) -> None:
    """Contents, modes, links, folders: as they were before anything was rendered."""
    STATES[state](desk)
    before = tree(desk.folder)
    desk.render()
    desk.render(HYDRA)
    assert tree(desk.folder) != before
    desk.remove()
    assert tree(desk.folder) == before


# ---- killed --------------------------------------------------------------------------------------------------------


def killed_at(change: int, work: Callable[[], object]) -> bool:
    """Do it in a process that ends at its so-and-so-manieth change of the disk; False: it had not that many."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        seen += bool(writes or event in CHANGES)
        if seen == change:
            os._exit(9)

    sys.addaudithook(watch)
    work()
    os._exit(0)


@pytest.mark.parametrize("begun", ["render", "render changed", "remove"])
def test_killed_at_any_change_it_can_be_run_again(desk: Desk, begun: str) -> None:
    """Rendered, it is as it would have been; removed, as it was before. Nothing of the user's is lost on the way."""
    desk.claude_md.write_bytes(MINE)
    before = tree(desk.folder)
    ends = 0
    for change in range(1, 200):
        if begun != "render":
            desk.render()
        if begun == "render changed":
            desk.command().write_text("my improvement")
        work = {"render": desk.render, "render changed": lambda: desk.render(HYDRA), "remove": desk.remove}[begun]
        ended = not killed_at(change, work)
        ends = change
        desk.render()
        assert around(desk.claude_md.read_bytes()) == MINE + b"\n"
        kept = [path for path in desk.commands.iterdir() if path.read_text() == "my improvement"]
        assert len(kept) == (begun == "render changed")
        for path in kept:
            path.unlink()
        desk.remove()
        assert tree(desk.folder) == before, f"killed at change {change}"
        if ended:
            break
    assert 5 < ends < 199


def test_half_a_file_of_a_killed_process_is_swept_up(desk: Desk) -> None:
    """The next one finds it by its name."""
    desk.claude_md.with_name(".CLAUDE.md.firstmate-half").write_text("half")
    desk.render()
    assert not desk.claude_md.with_name(".CLAUDE.md.firstmate-half").exists()


@pytest.mark.parametrize("content", ["{", "[]", '{"schema": 2}', '{"schema": 1, "files": 3}'])
def test_a_record_that_cannot_be_understood_stops_it(desk: Desk, content: str) -> None:
    """Without it, nobody knows what is ours."""
    desk.places.record.write_text(content)
    with pytest.raises(UsageError, match=r"rendered\.json"):
        desk.render()


def test_the_record_is_private(desk: Desk) -> None:
    """It names folders of the user's."""
    desk.render()
    assert desk.places.record.stat().st_mode & 0o777 == 0o600
