"""What the guard is judged by: labelled commands in `rows/`, and the small world in which they run.

The labels are an operator's judgement, written before the guard was asked. A row is one line, `LABEL COMMAND`; LABEL is
the tier that the command deserves, `>=TIER` where only too little would be a mistake. In a command ⏎ is a line break
and {U+200B} the character of that number.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).with_name("rows")
TIERS = ("none", "read", "safe", "risky", "forbidden")
ASKED = TIERS.index("risky")
CHARACTER = re.compile(r"\{U\+([0-9A-F]{4,6})\}")


class Row(NamedTuple):
    """A command, and what it deserves."""

    theme: str
    """The file it stands in."""
    line: int
    at_least: bool
    tier: str
    command: str

    @property
    def is_read(self) -> bool:
        """Nobody should be asked about it."""
        return not self.at_least and self.tier in ("none", "read")

    def too_low(self, tier: str) -> bool:
        """It would be let through, or logged, as less than it is. What has no say and what only reads run alike."""
        return max(TIERS.index(tier), 1) < max(TIERS.index(self.tier), 1)


def themes() -> list[str]:
    """The names of the files."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


@cache
def rows(theme: str) -> tuple[Row, ...]:
    """The rows of one file."""
    lines = (FOLDER / f"{theme}.txt").read_text(encoding="utf-8").split("\n")
    return tuple(
        _row(theme, number, line) for number, line in enumerate(lines, start=1) if line and not line.startswith("# ")
    )


def _row(theme: str, number: int, line: str) -> Row:
    label, _, command = line.partition(" ")
    tier = label.removeprefix(">=")
    if tier not in TIERS or not command:
        raise ValueError(f"{theme}.txt:{number}: expected `LABEL COMMAND`, LABEL one of {', '.join(TIERS)}")
    command = CHARACTER.sub(lambda found: chr(int(found[1], 16)), command.replace("⏎", "\n"))
    return Row(theme, number, label != tier, tier, command)
