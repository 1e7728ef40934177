"""The README's picture: a real `firstmate status` of the practice cluster that runs now, as an SVG of the terminal.

    firstmate practice start oom && PYTHONPATH=. .venv/bin/python scripts/generators/picture.py

Not part of `scripts/docs`: names and times differ at every run.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console

from firstmate import wiring
from firstmate.entrypoints.show.page import print_page
from firstmate.services.diagnose import diagnose
from firstmate.services.look import Scope, look

REMOTE_FONTS = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
"""A picture loads nothing from elsewhere; the reader's own monospace font does."""
PICTURE = Path(__file__).parents[2] / "docs" / "images" / "status.svg"


def main() -> None:
    """Look, diagnose, draw."""
    report = diagnose(look(wiring.cluster(context=wiring.PRACTICE_CONTEXT), Scope(), wiring.now()))
    screen = Console(record=True, width=100, file=io.StringIO(), highlight=False, markup=False, emoji=False)
    screen.print("$ firstmate status", style="bold")
    print_page(report, screen)
    drawn = screen.export_svg(title="firstmate")
    PICTURE.write_text(REMOTE_FONTS.sub("", drawn), encoding="utf-8")


if __name__ == "__main__":
    main()
