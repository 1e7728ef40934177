"""Every change to the disk goes through here: atomic, and announced, so that tests can stop between any two."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
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
        """Called before each change; tests override it to die here."""

    def write(self, path: Path, content: bytes, mode: int | None = None) -> None:
        """Write beside, then rename. A symbolic link stays one, its target is written; the mode stays as it was."""
        if self.dry:
            return
        self.change()
        target = Path(os.path.realpath(path))
        try:
            kept = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o644
            handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".firstmate-tmp")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                os.chmod(temporary, kept if mode is None else mode)
                os.replace(temporary, target)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise InstallError(f"{path} cannot be written: {error.strerror}.") from error

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
        temporary = path.with_name(f".{path.name}.firstmate-tmp")
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
