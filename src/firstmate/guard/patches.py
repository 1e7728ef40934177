"""Which files a patch changes: they stand in it, not on the command line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.guard.local import texts_of
from firstmate.guard.protected import Use, acts_on
from firstmate.guard.values import Act, Command, Known

NAMED = re.compile(r"^(?:\+\+\+|---|rename to|copy to|Index:) ([^\t\n]+)", re.MULTILINE)
NOWHERE = "/dev/null"
MOST_FILES = 500


def acts_of_patch(path: str, command: Command, known: Known) -> Iterator[Act]:
    """What the patch in a file does to protected ones, with and without the folder that `-p1` takes away."""
    for text in texts_of(path, command, known):
        for name in dict.fromkeys(NAMED.findall(text or "")[:MOST_FILES]):
            if name != NOWHERE:
                yield from acts_on(Use.WRITE, name, command, known)
                yield from acts_on(Use.WRITE, name.partition("/")[2] or name, command, known)
