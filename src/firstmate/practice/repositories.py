"""Git repositories on this machine, as the fake Argo CD reads them: what a folder holds at a revision.

git is run past the guard, as shfmt is: it only lists, fetches into a bare repository of the practice cluster's own, and
prints. Fixed arguments, no shell, none of the user's configuration, and no other host is asked.
"""

from __future__ import annotations

import io
import os
import re
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from firstmate.unix_filter import Failed, run

SECONDS = 10.0
LARGEST = 64 * 2**20
COMMIT = re.compile(r"[0-9a-f]{40}")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
REFS = "+refs/*:refs/fetched/*"
# The first that is there is meant.
PLACES = ("{}", "refs/heads/{}", "refs/tags/{}^{{}}", "refs/tags/{}")
REMEMBERED = 32


class RepositoryError(Exception):
    """Why a repository cannot be read, in the words of Argo CD."""


class Checkout(NamedTuple):
    """The files of a folder by their path in it, at a commit."""

    revision: str
    files: Mapping[str, str]


class Repositories(Protocol):
    """Where manifests are kept."""

    def read(self, url: str, revision: str, path: str) -> Checkout:
        """What the folder holds at a branch, tag or commit ("" or HEAD: the default branch). Raises RepositoryError."""


class NoRepositories:
    """None can be read: for simulations that no process serves."""

    def read(self, url: str, revision: str, path: str) -> Checkout:
        raise RepositoryError(f"failed to list refs: repository {url} cannot be reached at {revision} for {path}")


NOWHERE: Repositories = NoRepositories()


@dataclass
class LocalRepositories:
    """Repositories of this machine, by path or over HTTP on loopback; `git` is the program, `folder` is ours."""

    git: str
    folder: Path
    _known: dict[tuple[str, str, str], Checkout] = field(default_factory=dict)

    def read(self, url: str, revision: str, path: str) -> Checkout:
        if not is_local(url):
            raise RepositoryError(
                f"failed to list refs: {url} is not on this machine: the practice cluster reads no other"
            )
        commit = self._commit(url, revision or "HEAD")
        place = (url, commit, path)
        if place not in self._known:
            self._known = dict([*self._known.items(), (place, self._checkout(*place))][-REMEMBERED:])
        return self._known[place]

    def _commit(self, url: str, revision: str) -> str:
        listed = self._run("ls-remote", "--", url)
        if isinstance(listed, Failed):
            raise RepositoryError(f"failed to list refs: {url} is no repository, or cannot be reached")
        if COMMIT.fullmatch(revision):
            return revision
        refs = {name: commit for commit, _, name in (line.partition("\t") for line in listed.decode().splitlines())}
        found = next((refs[name] for place in PLACES if (name := place.format(revision)) in refs), "")
        if not found:
            raise RepositoryError(f"failed to fetch/resolve: unable to resolve '{revision}' to a commit SHA")
        return found

    def _checkout(self, url: str, commit: str, path: str) -> Checkout:
        if not self.folder.exists():
            self._run("init", "--quiet", "--bare", "--template=", str(self.folder))
        self._run("--git-dir", str(self.folder), "fetch", "--quiet", "--no-tags", "--", url, REFS)
        if isinstance(self._run("--git-dir", str(self.folder), "cat-file", "-e", f"{commit}^{{commit}}"), Failed):
            raise RepositoryError(f"failed to fetch/resolve: unable to resolve '{commit}' to a commit SHA")
        inside = path.strip("/").removeprefix("./")
        tree = f"{commit}:{inside}" if inside not in ("", ".") else commit
        packed = self._run("--git-dir", str(self.folder), "archive", "--format=tar", tree)
        if isinstance(packed, Failed):
            raise RepositoryError(f"{path}: app path does not exist")
        return Checkout(commit, _unpacked(packed))

    def _run(self, *arguments: str) -> bytes | Failed:
        return run([self.git, *SETTINGS, *arguments], b"", SECONDS, LARGEST, ENVIRONMENT)


SETTINGS = ("-c", "safe.directory=*", "-c", "http.followRedirects=false")
"""Repositories of other users of this machine can be read; and no server sends git to another host."""
ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "file:http",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C.UTF-8",
    "no_proxy": "*",
}


def is_local(url: str) -> bool:
    """A path, a file: URL, or one of HTTP on loopback."""
    parts = urlsplit(url)
    return (
        url.startswith("/")
        or (parts.scheme == "file" and not parts.netloc)
        or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    )


def _unpacked(packed: bytes) -> dict[str, str]:
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        contents = ((member.name, archive.extractfile(member)) for member in archive if member.isfile())
        return {name: file.read().decode(errors="replace") for name, file in contents if file is not None}
