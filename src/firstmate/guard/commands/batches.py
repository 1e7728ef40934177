"""Programs that run a command for each of many things: xargs, parallel, find, fd."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from firstmate.command_tiers import CommandTier
from firstmate.guard.prefixes import Prefix, base, said
from firstmate.guard.values import UNKNOWN, Act, Command, Known, Nested, Word

XARGS = Prefix(
    "aEIJLnPRSsd",
    "0rtpxoie",
    "arg-file delimiter max-lines max-args max-procs max-chars process-slot-var",
    "null exit interactive no-run-if-empty open-tty verbose eof replace show-limits help version",
)
NAMES = frozenset(("xargs", "gxargs", "parallel", "fd", "fdfind"))
MOST_THINGS = 64
MOST_WORDS = 1024
SEPARATOR = re.compile(r"::::?\+?")
SHELL_TEXT = re.compile(r"[;&|<>$`()\n\"'\\]|^! ")
FIELDS = re.compile(r"\{[^{} ]*\}")
EXECUTING = frozenset(("-exec", "-execdir", "-ok", "-okdir"))
CHANGING = EXECUTING | {"-delete"}
GUARDS_OWN = re.compile(r"\.claude|firstmate", re.IGNORECASE)
FD_EXECUTING = frozenset(("-x", "--exec", "-X", "--exec-batch"))
FIND_OPTIONS = frozenset(("-H", "-L", "-P", "-E", "-X", "-d", "-s", "-x"))
WRITING = frozenset(("-fprint", "-fprint0", "-fls", "-fprintf"))
PARALLEL_PLAIN = frozenset(
    ("-0", "-k", "-m", "-q", "-t", "-u", "-v", "-X", "-x", "--bar", "--dry-run", "--eta", "--keep-order",
    "--line-buffer",
     "--lb", "--null", "--pipe", "--progress", "--quote", "--tag", "--ungroup", "--verbose", "--will-cite", "--xargs")
)  # fmt: skip


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    yield from {"xargs": _xargs, "gxargs": _xargs, "parallel": _parallel, "fd": _fd, "fdfind": _fd}.get(
        base(command.name, NAMES), _find
    )(command)


def _things(command: Command) -> list[str]:
    """What comes in, word for word; UNKNOWN when it is not literal, or looks like more than words."""
    text = command.stdin
    if text is None or UNKNOWN in text or any(sign in text for sign in "\"'\\"):
        return [UNKNOWN]
    words = text.split()
    return words if len(words) <= MOST_THINGS else [UNKNOWN]


def _xargs(command: Command) -> Iterator[Act | Nested]:
    read = said(command.arguments, XARGS)
    things = [UNKNOWN] if read.has("a", "arg-file") else _things(command)
    mark = read.value("I", "J", "replace") or ("{}" if read.has("i", "replace") else "")
    for start in read.starts:
        words = command.arguments[start:]
        if mark and any(mark in word for word in words):
            whole = " ".join(things)
            yield _run(command, [word.replace(mark, whole) for word in words])
        else:
            yield _run(command, [*words, *things])


def _run(command: Command, words: Sequence[str]) -> Nested:
    """Its standard input is not what was piped in: that is used up."""
    kept = tuple(file for file in command.redirects if file.operator not in ("<", "<>"))
    return Nested(command=command._replace(words=tuple(map(Word, words)), stdin=None, redirects=kept))


def _parallel(command: Command) -> Iterator[Act | Nested]:
    words = list(command.arguments)
    cut = next((number for number, word in enumerate(words) if SEPARATOR.fullmatch(word)), len(words))
    literal = cut < len(words) and words[cut] == ":::"
    things = [word for word in words[cut + 1 :] if not SEPARATOR.fullmatch(word)] if literal else _things(command)
    template = words[:cut]
    starts = _template_starts(template)
    if not starts:
        yield Act(CommandTier.RISKY, "script.unread", "parallel runs what it is given", tool="parallel", verb="run")
    for start in starts:
        yield from _filled(command, template[start:], things)


def _template_starts(template: list[str]) -> list[int]:
    """The options are many: the command begins behind them, or behind a value of the last one."""
    position = 0
    while position < len(template) and template[position].startswith("-"):
        unsure = template[position] not in PARALLEL_PLAIN and "=" not in template[position]
        position += 1
        if unsure and position + 1 < len(template) and not template[position].startswith("-"):
            return [position, position + 1]
    return [position] if position < len(template) else []


def _filled(command: Command, template: list[str], things: list[str]) -> Iterator[Act | Nested]:
    text = " ".join(template)
    if SHELL_TEXT.search(text):
        yield Nested(script=text)
        yield Act(
            CommandTier.RISKY,
            "shell.unclear",
            "parallel fills a script with what it is given",
            tool="parallel",
            verb="run",
        )
        return
    for thing in things:
        words = [FIELDS.sub(lambda _, thing=thing: thing, word) for word in text.split()]  # type: ignore[misc]
        yield _run(command, words if FIELDS.search(text) else [*words, thing])


def _find(command: Command) -> Iterator[Act | Nested]:
    arguments = list(command.arguments)
    starts = _roots(arguments)
    if CHANGING & set(arguments) and any(GUARDS_OWN.search(word) for word in arguments):
        yield Act(CommandTier.RISKY, "shell.unclear", "find may change files of the guard's", tool="find", verb="run")
    for number, word in enumerate(arguments):
        if word in EXECUTING:
            inner = _until_end(arguments, number + 1)
            for root in starts:
                place = f"{root.rstrip('/')}/{UNKNOWN}"
                yield _run(command, [part.replace("{}", place) for part in inner])
        elif word == "-delete":
            for root in starts:
                yield _run(command, ["rm", "-rf", f"{root.rstrip('/')}/{UNKNOWN}"])
        elif word in WRITING and number + 1 < len(arguments):
            yield _run(command, ["tee", arguments[number + 1]])
        elif word == UNKNOWN and number and not arguments[number - 1].startswith("-"):
            yield Act(
                CommandTier.RISKY,
                "shell.unclear",
                "find may run a command that only the run tells",
                tool="find",
                verb="run",
            )


def _roots(arguments: list[str]) -> list[str]:
    roots = []
    for word in arguments:
        if word in FIND_OPTIONS:
            continue
        if word.startswith("-") or word in ("(", "!", ")"):
            break
        roots.append(word)
    return roots or ["."]


def _until_end(arguments: Sequence[str], start: int) -> list[str]:
    """The words of a command that `;` ends, or `+` behind `{}`."""
    inner: list[str] = []
    for word in arguments[start : start + MOST_WORDS]:
        if word == ";" or (word == "+" and inner[-1:] == ["{}"]):
            return inner
        inner.append(word)
    return inner


def _fd(command: Command) -> Iterator[Act | Nested]:
    arguments = list(command.arguments)
    for number, word in enumerate(arguments):
        option, equals, value = word.partition("=")
        if option in FD_EXECUTING:
            inner = ([value] if equals else []) + _until_end(arguments, number + 1)
            has_field = any(FIELDS.search(part) for part in inner)
            words = [FIELDS.sub(f"./{UNKNOWN}", part) for part in inner]
            yield _run(command, words if has_field else [*words, f"./{UNKNOWN}"])
            return
