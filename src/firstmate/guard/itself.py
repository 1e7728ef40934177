"""The guard's own way round, through other programs: code and scripts that would approve, thaw or take it away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.hosts.programs import CREDENTIALED, READING, SEARCHING, TALKING
from firstmate.guard.values import Act, Command

PERSONS = (
    r"\bfirstmate['\"]?[\s,'\"(\[]+(?:approve\b|approvals[\s,'\"]+(?:approve|deny|setup)\b|thaw\b|trust\b|"
    r"orders[\s,'\"]+edit\b)"
    r"|\b(?:import|from)\s+firstmate\b.*(?:approv|thaw|freeze|orders|\bcli\b|passphrase)"
    r"|--dangerously-skip-permissions|bypassPermissions|disableAllHooks|\bclaude\b.*--(?:bare|settings|setting-sources)\b"
)
TAKING_AWAY = frozenset({"uninstall", "remove", "rm", "--uninstall"})
HOLDERS = re.compile(r"(?:.*/)?(?:pip[\d.]*|pipx|uv|conda|mamba|poetry|python[\d.]*)")
INSTALLER = re.compile(r"(?:.*/)?install\.py")


def way_round(command: Command) -> Iterator[Act]:
    """What would turn the guard off, or do what only a person may."""
    words = [word.text for word in command.words]
    if not words or command.name in SILENT:
        return
    if TAKING_AWAY & set(words) and (any(map(INSTALLER.fullmatch, words)) or _uninstalls(words)):
        yield _act("uninstall", "takes the guard away")
    elif re.search(PERSONS, _text(words), re.DOTALL):
        yield _act("code", "does what only a person at a terminal may, or starts a session without the guard")


def _uninstalls(words: list[str]) -> bool:
    """`pip uninstall firstmate`, and `-y` and others beside it."""
    return any(map(HOLDERS.fullmatch, words)) and any(re.match(r"firstmate\b", word) for word in words)


def _text(words: list[str]) -> str:
    """Words that hold code, and those behind `-m`: a plain word is no program to be run."""
    code = [word for word in words[1:] if re.search(r"\W", word)]
    module = words[words.index("-m") + 1 :] if "-m" in words else []
    return " ".join([*code, *module])


def _act(what: str, reason: str) -> Act:
    return Act(CommandTier.FORBIDDEN, f"guard.{what}", reason, tool="guard", verb=what)


SILENT = CREDENTIALED | READING | SEARCHING | TALKING
