"""Reads a shell script: every simple command in it that could run, in the order in which it is written."""

from __future__ import annotations

import re

from firstmate.guard.shell.lexer import plain_commands
from firstmate.guard.shell.scope import beneath
from firstmate.guard.shell.written import written_by
from firstmate.guard.values import UNKNOWN, Command, Known, Redirect, Word

LONGEST = 64 * 1024
MARKS = re.compile("[\0\1\2]")
NOTHING = Command(())


def commands_of(script: str, known: Known, inside: Command = NOTHING) -> tuple[Command, ...]:
    """Its commands, when the command `inside` runs it: with its variables, its folder, its standard input.

    What is no shell script, or more than anybody reads, is one command that nobody knows, with its text as argument.
    """
    commands = _commands(script, known)
    if written := {**inside.written, **written_by(commands)}:
        commands = tuple(command._replace(written=written) for command in commands)
    return commands if inside == NOTHING else tuple(_within(inside, command, known) for command in commands)


def _commands(script: str, known: Known) -> tuple[Command, ...]:
    unknown = (Command((Word(UNKNOWN), Word(script))),)
    if len(script) > LONGEST or MARKS.search(script):
        return unknown
    plain = plain_commands(script, known.home)
    if plain is not None:
        return plain
    tree = known.ask("shell", script)
    if tree is None:
        return unknown
    from firstmate.guard.shell.tree import commands_in  # noqa: PLC0415 - most scripts are plain: it costs its import

    return commands_in(tree, known.home)


def _within(outer: Command, command: Command, known: Known) -> Command:
    inputs = () if command.stdin is not None else tuple(r for r in outer.redirects if _is_input(r))
    return command._replace(
        assigned=outer.assigned + command.assigned,
        redirects=command.redirects + (() if any(map(_is_input, command.redirects)) else inputs),
        stdin=outer.stdin if command.stdin is None and not any(map(_is_input, command.redirects)) else command.stdin,
        cwd=beneath(outer.cwd, command.cwd, known.home) if command.cwd else outer.cwd,
    )


def _is_input(redirect: Redirect) -> bool:
    return redirect.operator in ("<", "<>")
