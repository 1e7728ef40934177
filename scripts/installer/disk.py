"""Every change to the disk goes through here: atomic, and announced, so that tests can stop between any two."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from pathlib import Path


class InstallError(Exception):
    """One sentence for the user, and what to do next."""

    def __init__(self, message: str, hint: str = "", exit_code: int = 1) -> None:
        super().__init__(message)
        self.hint = hint
        self.exit_code = exit_code


class Disk:
    """The real disk. `dry` shows what would be done and does nothing."""

    def __init__(self, dry: bool = False) -> None:
        self.dry = dry

    def change(self) -> None:
        """Called before each change, and within a write before its rename; tests override it to die here."""

    def write(self, path: Path, content: bytes, mode: int | None = None) -> None:
        """Write beside, then rename. A symbolic link stays one, its target is written; the mode stays as it was."""
        if self.dry:
            return
        self.change()
        target = Path(os.path.realpath(path))
        try:
            kept = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o644
            temporary = _temporary(target)
            temporary.unlink(missing_ok=True)  # of a run that was killed here
            with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
            temporary.chmod(kept if mode is None else mode)
            self.change()
            os.replace(temporary, target)
        except OSError as error:
            self.sweep(path)
            raise InstallError(f"{path} cannot be written: {error.strerror}.") from error

    def sweep(self, path: Path) -> None:
        """What a run that was killed while it wrote this file, or this link, has left beside it."""
        if self.dry:
            return
        for left in {_temporary(path), _temporary(Path(os.path.realpath(path)))}:
            with contextlib.suppress(OSError):
                left.unlink()

    def make_folder(self, folder: Path) -> None:
        """One folder; its parent exists."""
        if self.dry or folder.is_dir():
            return
        self.change()
        try:
            folder.mkdir()
        except OSError as error:
            raise InstallError(f"The folder {folder} cannot be made: {error.strerror}.") from error

    def link(self, path: Path, target: Path) -> None:
        """A symbolic link, replaced in one step."""
        if self.dry:
            return
        self.change()
        temporary = _temporary(path)
        try:
            temporary.unlink(missing_ok=True)
            temporary.symlink_to(target)
            os.replace(temporary, path)
        except OSError as error:
            raise InstallError(f"The link {path} cannot be made: {error.strerror}.") from error

    def rename(self, path: Path, to: Path) -> None:
        """Move a file beside itself."""
        if self.dry:
            return
        self.change()
        os.replace(path, to)

    def remove(self, path: Path) -> None:
        """A file or link that may be gone already."""
        if self.dry:
            return
        self.change()
        path.unlink(missing_ok=True)

    def remove_folder_if_empty(self, folder: Path) -> None:
        """A folder that the user has put something into stays."""
        if self.dry:
            return
        self.change()
        with contextlib.suppress(OSError):
            folder.rmdir()

    def remove_tree(self, folder: Path) -> None:
        """A folder that is ours alone."""
        if self.dry:
            return
        self.change()
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            raise InstallError(f"{folder} cannot be taken away whole.", "remove it by hand, and run again")


def _temporary(path: Path) -> Path:
    """Always the same name, so that the next run finds what a killed one has left."""
    return path.with_name(f".{path.name}.firstmate-tmp")
