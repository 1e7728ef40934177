"""An install that is killed between any two changes to the disk can be run again, and then uninstalled."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from installer.disk import Disk

from tests.install.conftest import Bundle, Tree


class KilledError(BaseException):
    """Not an Exception: nothing in the installer may catch it, as nothing catches kill -9."""


class DyingDisk(Disk):
    """Dies before its Nth change, or within a write when its temporary file is whole and not yet renamed."""

    def __init__(self, changes: int) -> None:
        super().__init__()
        self.left = changes

    def change(self) -> None:
        if self.left == 0:
            raise KilledError
        self.left -= 1


class CountingDisk(Disk):
    """Counts the changes of a whole run."""

    count = 0

    def change(self) -> None:
        self.count += 1


def prepare(installed: Bundle) -> None:
    installed.claude.mkdir(exist_ok=True)
    (installed.claude / "settings.json").write_text(json.dumps({"model": "opus"}, indent=4))
    (installed.claude / "agents").mkdir()
    (installed.claude / "agents" / "mine.md").write_text("mine")


def kept(tree: Tree) -> Tree:
    """Without ~/.local's folders: one that is killed before it can note them leaves them there, empty."""
    return {path: what for path, what in tree.items() if not (path.startswith(".local") and what[0] == "folder")}


def test_every_kill_point_of_an_install_can_be_run_again(
    home: Path, tmp_path: Path, snapshot_of_tree: Callable[[Path], Tree]
) -> None:
    """The second run ends in the tree that an undisturbed one gives, and its uninstall in the first tree."""
    whole = Bundle(home)
    prepare(whole)
    disk = CountingDisk()
    whole.install(disk)
    assert disk.count > 10

    for point in range(disk.count):
        folder = tmp_path / str(point)
        folder.mkdir()
        again = Bundle(folder)
        prepare(again)
        before = kept(snapshot_of_tree(folder))
        with pytest.raises(KilledError):
            again.install(DyingDisk(point))
        outcome = again.install()
        assert outcome.left_alone == [], f"killed before change {point}"
        assert snapshot_of_tree(again.claude) == snapshot_of_tree(whole.claude), f"killed before change {point}"
        again.uninstall()
        assert kept(snapshot_of_tree(folder)) == before, f"killed before change {point}"


def test_every_kill_point_of_an_install_can_be_uninstalled(
    home: Path, tmp_path: Path, snapshot_of_tree: Callable[[Path], Tree]
) -> None:
    """Half an install is taken away whole."""
    whole = Bundle(home)
    prepare(whole)
    disk = CountingDisk()
    whole.install(disk)

    for point in range(disk.count):
        folder = tmp_path / str(point)
        folder.mkdir()
        half = Bundle(folder)
        prepare(half)
        before = kept(snapshot_of_tree(folder))
        with pytest.raises(KilledError):
            half.install(DyingDisk(point))
        half.uninstall()
        assert kept(snapshot_of_tree(folder)) == before, f"killed before change {point}"


def test_every_kill_point_of_an_uninstall_can_be_run_again(
    home: Path, tmp_path: Path, snapshot_of_tree: Callable[[Path], Tree]
) -> None:
    """A second uninstall finishes the first."""
    whole = Bundle(home)
    prepare(whole)
    whole.install()
    disk = CountingDisk()
    whole.uninstall(disk)

    for point in range(disk.count):
        folder = tmp_path / str(point)
        folder.mkdir()
        half = Bundle(folder)
        prepare(half)
        before = kept(snapshot_of_tree(folder))
        half.install()
        with pytest.raises(KilledError):
            half.uninstall(DyingDisk(point))
        half.uninstall()
        assert kept(snapshot_of_tree(folder)) == before, f"killed before change {point}"
