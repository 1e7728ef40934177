"""What was approved is what runs: the call, rewritten to copies of the files that were judged and to a named place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from firstmate.guard.shell.lexer import plain_commands
from firstmate.guard.values import UNKNOWN, Act, Command

PLAIN = re.compile(r"[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+:,./=-]*")
FLAG = re.compile(r"(-[A-Za-z]=?|--[a-z][a-z-]*=)(.+)", re.DOTALL)
PLACE_FLAGS = {"kubectl": ("--kubeconfig", "--context"), "helm": ("--kubeconfig", "--kube-context")}


def files_of(acts: Sequence[Act]) -> tuple[str, ...]:
    """The files whose content decides, each once. UNKNOWN in one: only the run tells which."""
    return tuple(dict.fromkeys(path for act in acts for path in act.files))


def rewritten(script: str, cwd: str, copies: Mapping[str, str], kubeconfig: str = "", context: str = "") -> str | None:
    """The script with each file (by its absolute path) replaced by its copy, and the place named.

    None when it is not one plain command, or a file does not stand in it as a word: then nobody can say what it reads.
    """
    command = _only_command(script)
    if command is None:
        return None
    wanted = {_absolute(path, "/"): copy for path, copy in copies.items()}
    words, replaced = [], set()
    for word in command.words:
        path, text = _replaced(word.text, cwd, wanted)
        replaced.add(path)
        words.append(text)
    if set(wanted) - replaced:
        return None
    return " ".join(map(quoted, _placed(words, kubeconfig, context)))


def quoted(text: str) -> str:
    """A word as a shell takes it."""
    return text if PLAIN.fullmatch(text) else "'" + text.replace("'", "'\"'\"'") + "'"


def _only_command(script: str) -> Command | None:
    commands = plain_commands(script)
    if commands is None or len(commands) != 1:
        return None
    command = commands[0]
    odd = command.redirects or command.assigned or command.stdin is not None
    return None if odd or not all(word.known for word in command.words) else command


def _replaced(text: str, cwd: str, copies: Mapping[str, str]) -> tuple[str, str]:
    """The path of the file that the word names, empty for none, and the word with its copy."""
    if (path := _absolute(text, cwd)) in copies:
        return path, copies[path]
    flag = FLAG.fullmatch(text)
    if flag and (path := _absolute(flag[2], cwd)) in copies:
        return path, flag[1] + copies[path]
    return "", text


def _absolute(text: str, cwd: str) -> str:
    """Absolute, without `.` and `..`: one name for what the command and the act call the same."""
    kept: list[str] = []
    for part in (text if text.startswith("/") else f"{cwd}/{text}").split("/"):
        if part == "..":
            del kept[-1:]
        elif part not in ("", "."):
            kept.append(part)
    return "/" + "/".join(kept)


def _placed(words: list[str], kubeconfig: str, context: str) -> list[str]:
    """With the kubeconfig and the context right after the program, unless the command names them itself."""
    for number, word in enumerate(words):
        program = word.rpartition("/")[2]
        if program in PLACE_FLAGS:
            given = [
                f"{flag}={value}"
                for flag, value in zip(PLACE_FLAGS[program], (kubeconfig, context), strict=True)
                if value and not any(other == flag or other.startswith(f"{flag}=") for other in words)
            ]
            return [*words[: number + 1], *given, *words[number + 1 :]]
    return words


def is_clear(files: Sequence[str]) -> bool:
    """Whether every file is known before the run."""
    return all(UNKNOWN not in path and path.startswith("/") for path in files)
