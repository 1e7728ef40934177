"""Where the manifests of a kubectl command come from, and what is in them as far as that can be known before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from firstmate.guard.flags import Parsed
from firstmate.guard.manifests import Change, changes_of
from firstmate.guard.values import UNKNOWN, Command, Known

FETCHED = ("http://", "https://", "git://", "ssh://", "git@", "github.com/")
UNREAD = (Change(UNKNOWN),)


class Source(NamedTuple):
    """One `-f` or `-k`."""

    shown: str
    changes: tuple[Change, ...]
    files: tuple[str, ...] = ()
    """The file that has to be the same when it runs."""
    is_read: bool = False


def sources_of(said: Parsed, command: Command, known: Known) -> Iterator[Source]:
    """Every manifest that it names. Raises UnansweredError."""
    for value in said.values.get("filename", ()):
        for name in value.split(","):
            yield _source(name, command, known)
    for folder in said.values.get("kustomize", ()):
        place = "a kustomization from elsewhere" if folder.startswith(FETCHED) else "a kustomization"
        yield Source(place, UNREAD)


def absolute(path: str, command: Command, known: Known) -> str:
    """A path as seen from where the command runs; UNKNOWN in it when that is only known when it runs."""
    if path.startswith("/"):
        return path
    if path == "~" or path.startswith("~/"):
        return known.home + path[1:]
    folder = command.cwd if command.cwd.startswith(("/", UNKNOWN)) else f"{known.cwd}/{command.cwd}".rstrip("/")
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return f"{folder}/{path}"


def _source(name: str, command: Command, known: Known) -> Source:
    if name == "-":
        return _stdin(command, known)
    if name.startswith(FETCHED):
        return Source("the network, where it may be another tomorrow", UNREAD)
    path = absolute(name, command, known)
    if UNKNOWN in path or path.startswith("/dev/") or known.host:
        return Source("a file that only the run tells", UNREAD)
    return _file(name, path, command, known)


def _file(name: str, path: str, command: Command, known: Known) -> Source:
    written = command.written.get(path.rpartition("/")[2])
    if written is not None:
        if len(written) != 1 or UNKNOWN in written[0]:
            return Source(f"{name}, which the command itself writes", UNREAD)
        return Source(name, changes_of(known.ask("yaml", written[0])), is_read=True)
    text = known.ask("file", path)
    if text is None:
        return Source(name, UNREAD, (path,))
    return Source(name, changes_of(known.ask("yaml", text)), (path,), is_read=True)


def _stdin(command: Command, known: Known) -> Source:
    read = [redirect.target.text for redirect in command.redirects if redirect.operator == "<"]
    if command.stdin is None and read:
        return _source(read[-1], command, known)
    if command.stdin is None or UNKNOWN in command.stdin:
        return Source("another program's output", UNREAD)
    return Source("its standard input", changes_of(known.ask("yaml", command.stdin)), is_read=True)
