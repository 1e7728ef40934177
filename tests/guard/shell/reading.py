"""What the tests of the shell share: a script, read with the real shfmt."""

from __future__ import annotations

from typing import Any

from firstmate.guard.shell import commands_of
from firstmate.guard.shell.tree import commands_in
from firstmate.guard.values import UNKNOWN, Command, Known, UnansweredError
from tests.guard.support import parsed


def read(script: str, **known: Any) -> tuple[Command, ...]:
    """Its commands."""
    try:
        return commands_of(script, Known(**known))
    except UnansweredError as unanswered:
        question = unanswered.question
        return commands_of(script, Known(**known, answers={question: parsed(question.subject)}))


def read_by_grammar(script: str) -> tuple[Command, ...] | None:
    """Its commands as shfmt's tree tells them, whatever the lexer says."""
    tree = parsed(script)
    return None if tree is None else commands_in(tree, "/root")


def shown(script: str, **known: Any) -> list[str]:
    """Its commands in one line each: words with one blank between, `?` for what is UNKNOWN."""
    return [line(command) for command in read(script, **known) if command.words]


def line(command: Command) -> str:
    """A command's words in one line."""
    return " ".join(word.text or "''" for word in command.words).replace(UNKNOWN, "?")
