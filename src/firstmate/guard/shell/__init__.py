"""Reads a shell script: every simple command in it that could run, in the order in which it is written."""

from __future__ import annotations

from firstmate.guard.shell.lexer import plain_commands
from firstmate.guard.values import UNKNOWN, Command, Known, Word


def commands_of(script: str, known: Known) -> tuple[Command, ...]:
    """Its commands. What is no shell script is one command that nobody knows, with its text as the argument."""
    plain = plain_commands(script)
    if plain is not None:
        return plain
    return (Command((Word(UNKNOWN), Word(script))),)
