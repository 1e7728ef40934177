"""Terminals in terminals: tmux, screen and their like run commands in windows, and type into those of others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from firstmate.command_tiers import CommandTier
from firstmate.guard.prefixes import Prefix, said
from firstmate.guard.values import UNKNOWN, Act, Command, Known, Nested

TYPING = frozenset(("send-keys", "send", "send-prefix", "paste-buffer", "pasteb", "set-buffer", "setb", "stuff"))
READING = frozenset(("source-file", "source", "-f", "-c"))
"""They make it run the commands that a file holds."""
LOOKING = frozenset(
    ("ls", "list-sessions", "list-windows", "lsw", "list-panes", "lsp", "capture-pane", "capturep", "show-options",
     "info", "has-session", "has", "list-keys", "lsk", "display-message", "display", "show-buffer", "kill-session",
     "attach", "attach-session", "a")
)  # fmt: skip
SHOWING = frozenset(("-ls", "-list", "-wipe", "-v", "-r", "-x"))
"""Options of screen with which it only lists, tidies up, or is attached to."""
MOST_STARTS = 200
OPTIONS = Prefix("cfLST", "2CDlNuUvVq")
KEYS = {"Space": " ", "Enter": "\n", "C-m": "\n", "KPEnter": "\n"}
STUFFED = {"^M": "\n", "\\n": "\n", "\\r": "\n", "\\015": "\n", "\r": "\n"}


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    """Windows that go on: the command in them stands at the end, as a text or as words."""
    arguments = command.arguments
    if any(argument in TYPING for argument in arguments):
        yield _act(command, "type", "it types into another terminal")
        yield Nested(script=_typed(arguments))
    elif not _looks(command):
        yield from _run(command)
        if READING & set(arguments[:-1]):
            yield _act(command, "source", "it runs the commands that a file holds")


def _run(command: Command) -> Iterator[Act | Nested]:
    """It may begin at any word."""
    for number, argument in enumerate(command.arguments):
        if number > MOST_STARTS:
            yield _act(command, "too-long", f"it has more than {MOST_STARTS} words")
            return
        if argument.startswith("-"):
            continue
        if " " in argument or UNKNOWN in argument:
            yield Nested(script=argument)
        else:
            yield Nested(command=command._replace(words=command.words[number + 1 :]))


def _looks(command: Command) -> bool:
    """Whether all that it is told to do is to look."""
    arguments = command.arguments
    if command.name == "screen":
        return bool(SHOWING & set(arguments)) and "-X" not in arguments and len(_plain(arguments)) <= 1
    if any(argument.endswith(";") for argument in arguments):
        return False
    starts = said(arguments, OPTIONS).starts
    return arguments == ("-V",) or (len(starts) == 1 and arguments[starts[0]] in LOOKING)


def _plain(arguments: Sequence[str]) -> list[str]:
    return [argument for argument in arguments if not argument.startswith("-")]


def _typed(arguments: Sequence[str]) -> str:
    """What is typed, as far as it stands there."""
    at = next(number for number, argument in enumerate(arguments) if argument in TYPING)
    text = "".join(KEYS.get(argument, argument) for argument in _values(arguments[at + 1 :]))
    for written, key in STUFFED.items():
        text = text.replace(written, key)
    return text


def _values(arguments: Sequence[str]) -> Iterator[str]:
    """Without options and the window that one names."""
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "-t":
            rest[:1] = []
        elif not word.startswith("-"):
            yield word


def _act(command: Command, verb: str, reason: str) -> Act:
    return Act(CommandTier.RISKY, f"{command.name}.{verb}", reason, tool=command.name, verb=verb)
