"""Rows of (tier, command) and lists of a program's commands, as tests/guard/data holds them."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parents[1] / "data"


def rows(name: str) -> list[tuple[str, str]]:
    """`read argocd app list` a line; `⏎` stands for a line's end inside a command."""
    split = [line.split(" ", 1) for line in _lines(f"{name}-rows.txt")]
    return [(tier, command.replace("⏎", "\n")) for tier, command in split]


def commands(name: str) -> list[str]:
    """Every command that the program's documentation has."""
    return _lines(f"{name}-commands.txt")


def _lines(file: str) -> list[str]:
    return [line for line in (DATA / file).read_text().splitlines() if line and not line.startswith("#")]
