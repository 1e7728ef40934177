"""patch: it writes the files that the patch names."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.guard.patches import acts_of_patch
from firstmate.guard.prefixes import Prefix, said
from firstmate.guard.values import Act, Command, Known

PATCH = Prefix("BDdFgiopVYz", "bcEeflNnRstTuvZ", "input output directory strip fuzz prefix suffix reject-file")


def judge(command: Command, known: Known) -> Iterator[Act]:
    """The patch is the second of its words, what -i names, or what is piped in."""
    read = said(command.arguments, PATCH)
    files = [word for word in command.arguments if not word.startswith("-")]
    path = read.value("i", "input") or (files[1] if len(files) > 1 else "-")
    folder = read.value("d", "directory")
    yield from acts_of_patch(path, command._replace(cwd=folder) if folder else command, known)
