"""The files of the practice cluster in its state folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Folder:
    """Where everything is kept: no file of the user's is ever touched."""

    path: Path

    @property
    def state(self) -> Path:
        """The simulated cluster itself."""
        return self.path / "state.json"

    @property
    def server(self) -> Path:
        """Which process serves it, and where."""
        return self.path / "server.json"

    @property
    def kubeconfig(self) -> Path:
        return self.path / "kubeconfig"

    @property
    def git(self) -> Path:
        """A bare repository with what was fetched from others."""
        return self.path / "fetched.git"

    @property
    def log(self) -> Path:
        return self.path / "server.log"


def write_atomically(path: Path, content: bytes) -> None:
    """Either the old content or the new one is there, whatever happens meanwhile."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
