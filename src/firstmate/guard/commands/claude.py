"""claude itself: another session, under the same guard or without it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.values import UNKNOWN, Act, Command, Known

WITHOUT = re.compile(
    r"--(?:bare|safe-mode|(?:allow-)?dangerously-\S*|settings|setting-sources|permission-prompt-tool|no-hooks|init-only)"
    r"(?:=.*)?|.*(?:disableAllHooks|bypassPermissions|acceptEdits|dontAsk).*",
    re.DOTALL,
)
"""Arguments that start a session without the guard's hook, or one that does not ask."""
ELSEWHERE = re.compile(
    r"CLAUDE_CONFIG_DIR|CLAUDE_CODE_(?:SIMPLE|SKIP|DISABLE_HOOKS)\w*|HOME|FIRSTMATE_\w+|NODE_OPTIONS"
)
"""Variables that make it read other settings, or take it for somebody else."""
LOOKS = {
    "": ("-v", "--version", "-h", "--help"),
    "agents": (),
    "auth": ("status",),
    "config": ("list", "get", "ls"),
    "doctor": (),
    "mcp": ("list", "get"),
    "plugin": ("list", "validate", "details"),
    "plugins": ("list", "validate", "details"),
}
SESSIONS = ("agents", "doctor")
KEEPING = frozenset({"disable", "uninstall", "remove", "rm", "prune"})


def judge(command: Command, known: Known) -> Iterator[Act]:
    """Whether it looks, starts a session, or gets round the guard."""
    arguments = command.arguments
    verb = next((word for word in arguments if not word.startswith("-")), "")
    act = Act(None, "claude.look", "only looks", tool="claude", verb=verb if verb in LOOKS else "run")
    around = next((word for word in arguments if WITHOUT.fullmatch(word)), "") or _moved(command)
    if around:
        reason = f"a session that gets round the guard ({around[:60].replace(UNKNOWN, '…')})"
        yield act._replace(tier=CommandTier.FORBIDDEN, rule="claude.around", reason=reason)
    elif verb in ("plugin", "plugins") and KEEPING & set(arguments) and _takes_firstmate(arguments):
        yield act._replace(tier=CommandTier.FORBIDDEN, rule="claude.plugin", reason="takes the guard away")
    elif not _looks(arguments):
        reason = "starts another session, or changes the client"
        yield act._replace(tier=CommandTier.RISKY, rule=f"claude.{act.verb}", reason=reason)
    else:
        yield act


def reference() -> Iterator[tuple[str, str, str]]:
    """What it is asked about."""
    yield "claude …", "risky", "starts another session, or changes the client"
    yield "claude --bare, --settings, --dangerously-skip-permissions …", "forbidden", "gets round the guard"
    yield "claude plugin disable firstmate", "forbidden", "takes the guard away"


def _moved(command: Command) -> str:
    return next((name for name, _ in command.assigned if ELSEWHERE.fullmatch(name)), "")


def _takes_firstmate(arguments: tuple[str, ...]) -> bool:
    """It names it, or may, or names nothing."""
    named = [word for word in arguments[2:] if not word.startswith("-")]
    return not named or any("firstmate" in word or UNKNOWN in word for word in named)


def _looks(arguments: tuple[str, ...]) -> bool:
    if not arguments:
        return False
    first, *rest = arguments
    if first in LOOKS[""]:
        return not rest
    return first in LOOKS and (rest[:1] == [] or rest[0] in (*LOOKS[first], "--help"))
