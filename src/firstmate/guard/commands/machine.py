"""Programs of a machine that need no module of their own: they look, or they change it. kill and its like as well."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.hosts.machine import DAEMONS, PROGRAMS, Looks
from firstmate.guard.values import UNKNOWN, Act, Command, Known

VERB = re.compile(r"[a-z][a-z-]{1,30}")
TALKING = frozenset({"nc", "ncat", "netcat", "openssl"})
"""What they are given goes elsewhere."""
VALUED = frozenset(
    {"-s", "--signal", "-u", "--euid", "-U", "--uid", "-g", "--pgroup", "-G", "-P", "--parent", "-t", "-F"}
)


def judge(command: Command, known: Known) -> Iterator[Act]:
    """Whether it looks."""
    name = command.name if command.name in PROGRAMS or command.name in KILLS else re.sub(r"[\d.-]+$", "", command.name)
    if name in KILLS:
        yield _killed(name, command, known)
    elif name in PROGRAMS:
        yield _act(name, PROGRAMS[name], command, known)


def reference() -> Iterator[tuple[str, str, str]]:
    """Every program, and what it means when it does not look."""
    for name, program in sorted(PROGRAMS.items()):
        yield (
            name,
            "read" if program.looks == ".*" else "risky",
            program.otherwise if program.looks != ".*" else "only looks",
        )
    yield from ((name, "risky", "ends a service that others rely on") for name in KILLS)


def _act(name: str, program: Looks, command: Command, known: Known) -> Act:
    words = [re.sub(r"\s", "_", word) for word in command.arguments]
    if command.stdin is not None and command.stdin.strip() not in ("", "Q", "QUIT") and name in TALKING:
        words.append("<<<")
    text = " ".join(words)
    verb = next((word for word in words if VERB.fullmatch(word)), "run")
    act = Act(CommandTier.READ, f"{name}.{verb}", "only looks", tool=name, verb=verb)
    if re.fullmatch(program.looks, text):
        return act
    if program.no_say and not known.host and re.fullmatch(program.no_say, text):
        return act._replace(tier=None)
    return act._replace(tier=CommandTier.RISKY, rule=f"{act.rule}.change", reason=program.otherwise)


def _killed(name: str, command: Command, known: Known) -> Act:
    """Own programs may be ended; who the pattern finds besides is what counts."""
    patterns = [word for word in _words(command.arguments) if not word.startswith("-")]
    act = Act(None, f"{name}.program", "ends a program", tool=name, verb="kill", kind="process", names=tuple(patterns))
    if {"-l", "--list"} & set(command.arguments) and name != "pkill":
        return act._replace(tier=CommandTier.READ)
    matches = _is if name == "killall" and "-r" not in command.arguments else _matches
    hit = [daemon for daemon in DAEMONS.split() for pattern in patterns if matches(pattern, daemon)]
    if any(daemon in ("claude", "firstmate") for daemon in hit) and not any(UNKNOWN in pattern for pattern in patterns):
        return act._replace(
            tier=CommandTier.FORBIDDEN, rule=f"{name}.guard", reason="ends the guard, or the one it watches"
        )
    if hit or not patterns or known.host:
        who = hit[0] if hit else "programs"
        return act._replace(tier=CommandTier.RISKY, rule=f"{name}.daemon", reason=f"ends {who}: others rely on it")
    return act


def _words(arguments: tuple[str, ...]) -> Iterator[str]:
    skip = False
    for word in arguments:
        if not skip:
            yield word
        skip = word in VALUED


def _is(pattern: str, daemon: str) -> bool:
    return UNKNOWN in pattern or pattern == daemon


def _matches(pattern: str, daemon: str) -> bool:
    if UNKNOWN in pattern:
        return True
    try:
        return re.search(pattern, daemon) is not None or daemon in re.split(r"\W+", pattern)
    except re.error:
        return True


KILLS = ("killall", "killall5", "pkill", "skill")
