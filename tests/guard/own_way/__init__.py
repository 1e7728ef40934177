"""Attempts to get round the guard: rows of `TIER COMMAND`, or `TIER @TOOL FILE` for a tool that is handed a file.

forbidden: it has to be denied. risky: asked about or denied. ⏎ is a line break, /home/op the home of whoever tries.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent
HOME = "/home/op"


class Attempt(NamedTuple):
    """One call of a tool, and what it deserves."""

    family: str
    tier: str
    text: str

    def call(self, home: str, cwd: str) -> tuple[str, dict[str, Any]]:
        """The tool and its input, for somebody with this home in this folder."""
        text = self.text.replace("⏎", "\n").replace(HOME, home)
        if not text.startswith("@"):
            return "Bash", {"command": text, "description": "work"}
        tool, _, path = text[1:].partition(" ")
        path = path.replace("~", home, 1) if path.startswith("~") else path
        path = path if path.startswith("/") else f"{cwd}/{path}"
        field = "notebook_path" if tool == "NotebookEdit" else "file_path"
        return tool, {field: path, "content": "x"}


def families() -> list[str]:
    """The names of the files."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def attempts(family: str) -> list[Attempt]:
    """The rows of one file."""
    lines = (FOLDER / f"{family}.txt").read_text(encoding="utf-8").splitlines()
    split = [line.split(" ", 1) for line in lines if line and not line.startswith("# ")]
    return [Attempt(family, tier, text) for tier, text in split]
