"""Services of a machine and what is started later: systemctl and its family, service, cron, at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.hosts.systemd import JOURNAL_CHANGES, LOOKING, TOOLS
from firstmate.guard.ops import tool
from firstmate.guard.prefixes import Prefix, said
from firstmate.guard.values import UNKNOWN, Act, Command, Known, Nested

RUN = Prefix(
    "upEHMC",
    "dPqrSGtv",
    "unit property description slice host machine uid gid nice working-directory service-type setenv on-active on-boot "
    "on-startup on-unit-active on-unit-inactive on-calendar timer-property path-property socket-property",
    "user system scope remain-after-exit send-sighup pty pipe quiet collect shell no-block no-ask-password same-dir "
    "wait expand-environment ignore-failure background",
)
ENTERING = frozenset({"shell", "exec", "login"})


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    """The act, and what it would run."""
    if command.name in TOOLS:
        yield from _family(command)
    elif command.name in LOOKING:
        yield Act(CommandTier.READ, f"{command.name}.look", "only looks", tool=command.name, verb="look")
    else:
        yield from OWN[command.name](command)


def reference() -> Iterator[tuple[str, str, str]]:
    """Every command with its tier and why."""
    for program in TOOLS.values():
        yield from tool.reference(program)


def _family(command: Command) -> Iterator[Act | Nested]:
    program = TOOLS[command.name]
    line = tool.understood(command, program)
    if isinstance(line, Act):
        yield line._replace(reason=program.risky.get("…", line.reason)) if line.rule.endswith(".unknown") else line
    else:
        yield tool.act_of(line, command, program)._replace(kind="service", names=line.said.positionals)
    if command.name == "machinectl" and ENTERING & set(command.arguments):
        start = next(number for number, word in enumerate(command.arguments) if word in ENTERING)
        yield Nested(command=Command(command.words[start + 3 :], stdin=command.stdin), host="a machine of machinectl")


def _act(command: Command, tier: CommandTier, verb: str, reason: str) -> Act:
    return Act(tier, f"{command.name}.{verb}", reason, tool=command.name, verb=verb)


def _read(command: Command, verb: str = "read") -> Act:
    return _act(command, CommandTier.READ, verb, "only reads")


def _risky(command: Command, verb: str, reason: str) -> Act:
    return _act(command, CommandTier.RISKY, verb, reason)


def _journal(command: Command) -> Iterator[Act]:
    unclear = re.search(rf"(?:^|(?<!-\w) ){UNKNOWN}", " ".join(command.arguments))
    if unclear or any(word.startswith(JOURNAL_CHANGES) for word in command.arguments):
        yield _risky(command, "change", "deletes or moves what was logged")
    else:
        yield _read(command)


def _service(command: Command) -> Iterator[Act]:
    words = [word for word in command.arguments if not word.startswith("-")]
    if words[1:2] == ["status"] or "--status-all" in command.arguments or words[:1] == ["show"] or not words:
        yield _read(command, "status")
    else:
        yield _risky(command, "change", "starts or stops a service that others may rely on")


def _crontab(command: Command) -> Iterator[Act]:
    listing = re.fullmatch(r"(?:-u \S+ )?-l(?: -u \S+)?|-V|(?:-u \S+ )?-T \S+", " ".join(command.arguments))
    yield _read(command, "list") if listing else _risky(command, "edit", "changes what runs at which time")


def _at(command: Command) -> Iterator[Act | Nested]:
    if re.match(r"-[lVc]\b", " ".join(command.arguments)):
        yield _read(command, "list")
        return
    yield _risky(command, "schedule", "runs something later, when nobody looks")
    if command.stdin and command.name != "atrm":
        yield Nested(script=command.stdin)


def _run(command: Command) -> Iterator[Act | Nested]:
    yield _risky(command, "start", "runs it as a service of its own, that goes on by itself")
    for start in said(command.arguments, RUN).starts:
        yield Nested(command=command._replace(words=command.words[start + 1 :]))


OWN = {
    "journalctl": _journal,
    "service": _service,
    "rc-service": _service,
    "rc-update": _service,
    "crontab": _crontab,
    "fcrontab": _crontab,
    "at": _at,
    "atrm": _at,
    "batch": _at,
    "systemd-run": _run,
}
