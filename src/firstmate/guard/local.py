"""Files of this machine that a command runs: where they lie, and every text that may be in them when they run."""

from __future__ import annotations

from firstmate.command_tiers import CommandTier
from firstmate.guard.shell.scope import beneath
from firstmate.guard.values import UNKNOWN, Act, Command, Known

STDIN = frozenset(("-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"))


def path_of(path: str, command: Command, known: Known) -> str:
    """The absolute path, as seen from where the command runs; UNKNOWN in it when only the run tells."""
    folder = beneath(known.cwd, command.cwd, known.home) if command.cwd else known.cwd
    absolute = beneath(folder, path, known.home)
    parts: list[str] = []
    for part in absolute.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return UNKNOWN if UNKNOWN in absolute or not absolute.startswith("/") else "/" + "/".join(parts)


def texts_of(path: str, command: Command, known: Known) -> tuple[str | None, ...]:
    """What may be in a file: as it lies there, and as the same script writes it. None: that cannot be read."""
    if path in STDIN:
        return (stdin_of(command, known),)
    absolute = path_of(path, command, known)
    if absolute == "/dev/null":
        return ("",)
    if known.host or UNKNOWN in absolute or absolute.startswith(("/dev/", "/proc/")):
        return (None,)
    there = known.ask("file", absolute)
    written = tuple(None if UNKNOWN in text else text for text in command.written.get(absolute.rpartition("/")[2], ()))
    return written if written and there is None else (there, *written)


def stdin_of(command: Command, known: Known) -> str | None:
    """The text of its standard input; None when that cannot be read, "" when it is given none."""
    if command.stdin is not None:
        return None if UNKNOWN in command.stdin else command.stdin
    for redirect in reversed(command.redirects):
        if redirect.operator in ("<", "<>"):
            path = redirect.target.text
            return "" if path in ("/dev/null", *STDIN) else texts_of(path, command, known)[-1]
    return ""


def unread(path: str, what: str = "a file") -> Act:
    """Nobody can say what runs."""
    shown = path.replace(UNKNOWN, "…")
    return Act(CommandTier.RISKY, "script.unread", f"it runs {what} that cannot be read before: {shown}", verb="run")


def read(path: str, command: Command, known: Known) -> Act:
    """The file decides what the command does: it has to be the same when it runs."""
    return Act(None, "script.local", "runs a file that was read", verb="run", files=(path_of(path, command, known),))
