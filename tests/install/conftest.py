"""The installer without its environment: bundle tests build none, and time only their own work."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from installer import bundle
from installer.disk import Disk

CHECKOUT = Path(__file__).parents[2]

Tree = dict[str, tuple[str, int, str]]


class Bundle:
    """Installs and uninstalls the bundle into a home, as install.py does after its environment is made."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.claude = home / ".claude"
        self.record = home / ".local/state/firstmate/install.json"
        self.launcher = "/opt/firstmate/bin/firstmate"

    def install(self, disk: Disk | None = None, files: dict[Path, bytes] | None = None) -> bundle.Outcome:
        disk = disk or Disk()
        wanted = files if files is not None else bundle.bundle_files(CHECKOUT, self.claude, self.launcher)
        bundle.begin(self.record, [], disk)
        return bundle.install(wanted, self.claude, self.record, self.launcher, disk)

    def uninstall(self, disk: Disk | None = None) -> bundle.Outcome:
        disk = disk or Disk()
        outcome = bundle.uninstall(self.record, disk)
        bundle.remove_folders(outcome.folders, disk)
        disk.remove_tree(self.record.parent)
        bundle.remove_folders(outcome.folders, disk)
        return outcome


@pytest.fixture
def installed(home: Path) -> Bundle:
    return Bundle(home)


def tree(folder: Path) -> Tree:
    """Every path below a folder with its kind, its permissions and its content (or where a link points)."""
    found: Tree = {}
    for base, folders, files in os.walk(folder):
        for name in folders + files:
            path = Path(base, name)
            mode = stat.S_IMODE(path.lstat().st_mode)
            where = str(path.relative_to(folder))
            if path.is_symlink():
                found[where] = ("link", 0, os.readlink(path))
            elif path.is_dir():
                found[where] = ("folder", mode, "")
            else:
                found[where] = ("file", mode, hashlib.sha256(path.read_bytes()).hexdigest())
    return found


@pytest.fixture
def snapshot_of_tree() -> Callable[[Path], Tree]:
    return tree
