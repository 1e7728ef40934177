"""Blocks: every one has an end, and what says that it is shell can be read by one."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from linters.pages import Finding, Page, Piece
from linters.world import World

from firstmate.adapters import shfmt

ERROR = re.compile(r"^(?:.*/)?(\d+)\.sh:(\d+):\d+: (.*)$", re.MULTILINE)


def check(page: Page, _: World) -> Iterator[Finding]:
    """Each block that goes on to the end of the file, or of what it stands in."""
    for block in page.blocks:
        if not block.closed:
            yield Finding(page.path, block.line - 1, "this block has no end")


def check_scripts(pages: Sequence[Page]) -> Iterator[Finding]:
    """Each shell block of the pages that does not parse; one shfmt reads them all."""
    scripts = [(page, script) for page in pages for script in (*page.scripts, *page.runs_at_once)]
    with tempfile.TemporaryDirectory() as folder:
        files = [_written(Path(folder), number, script) for number, (_, script) in enumerate(scripts)]
        command = [shfmt.find(), "-ln", "bash", "-l", *files]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    for number, line, what in ERROR.findall(done.stderr):
        page, script = scripts[int(number)]
        yield Finding(page.path, script.line + int(line) - 1, f"no shell can read this: {what}")


def _written(folder: Path, number: int, script: Piece) -> str:
    path = folder / f"{number}.sh"
    path.write_text(script.text, encoding="utf-8")
    return str(path)
