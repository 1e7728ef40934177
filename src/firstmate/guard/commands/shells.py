"""Shells and what runs text as a shell does: sh -c, eval, source, trap, su -c, script -c, watch, flock -c."""

from __future__ import annotations

from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.local import STDIN, read, stdin_of, texts_of, unread
from firstmate.guard.prefixes import Prefix, base, said
from firstmate.guard.shell.escapes import INJECTED
from firstmate.guard.values import Act, Command, Known, Nested, Word

SHELLS = frozenset(
    ("sh", "bash", "zsh", "dash", "ash", "ksh", "mksh", "rbash", "fish", "nu", "pwsh", "powershell", "xonsh", "elvish",
     "csh", "tcsh", "yash", "oksh", "posh", "rc", "es", "hush")
)  # fmt: skip
VALUED = frozenset(("-o", "+o", "-O", "+O", "-ExecutionPolicy", "-WorkingDirectory"))
FILES = frozenset(("--rcfile", "--init-file", "-File", "-file"))
SCRIPTS = frozenset(("--command", "-Command", "-command", "--commands", "--init-command"))
SU = Prefix("cgGswTC", "lmpPfh", "command session-command group supp-group shell whitelist-environment user",
            "login preserve-environment fast pty no-pty help version")  # fmt: skip
RUNUSER = SU._replace(valued="cgGswu", switches="lmpPfh")
WATCH = Prefix("nqs", "bcCdegprtTvwx", "interval equexit",
    "beep color no-color differences errexit chgexit precise no-rerun no-title "
               "no-wrap exec version help shotsdir")  # fmt: skip
FLOCK = Prefix(
    "wE",
    "sxeunoF",
    "wait timeout conflict-exit-code",
    "shared exclusive unlock nonblock nb close no-fork verbose",
    skip=1,
)
SCRIPT = Prefix("cEIBOTmot", "aefqk",
    "command echo log-in log-io log-out log-timing logging-format output-limit timing",
                "append return flush force quiet")  # fmt: skip


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    name = base(command.name, (*SHELLS, *OWN, *TESTING))
    if name in SHELLS:
        yield from _shell(command, known)
    elif name in OWN:
        yield from OWN[name](command, known)
    if name in TESTING and any(INJECTED.search(argument) for argument in command.arguments):
        yield Act(CommandTier.RISKY, "shell.unclear", "an index that runs a command")


def _script(text: str | None, what: str) -> Act | Nested:
    """Text that a shell runs."""
    if text is None:
        reason = f"a script that nobody has seen goes into a shell ({what})"
        return Act(CommandTier.RISKY, "script.unread", reason, verb="run")
    return Nested(script=text)


def _shell(command: Command, known: Known) -> Iterator[Act | Nested]:
    arguments = list(command.arguments)
    inline = interactive = False
    while arguments and arguments[0][:1] in ("-", "+") and arguments[0] not in STDIN and arguments[0] != "--":
        option = arguments.pop(0)
        if option in FILES and arguments:
            yield from _file(arguments.pop(0), command, known)
        elif option in SCRIPTS:
            inline = True
        elif option in ("--version", "--help", "-n"):
            return
        elif not option.startswith("--"):
            inline = inline or "c" in option
            interactive = interactive or "i" in option
        if option[-1:] in ("o", "O") and not option.startswith("--") and arguments:
            arguments.pop(0)
        if option == "-s":
            arguments = []
    if arguments[:1] == ["--"]:
        arguments.pop(0)
    if inline:
        yield _script(arguments[0] if arguments else None, "-c")
    elif arguments:
        yield from _file(arguments[0], command, known)
    elif interactive:
        yield Act(CommandTier.RISKY, "shell.interactive", "an interactive shell: what is typed into it is not seen")
    elif text := stdin_of(command, known):
        yield _script(text, "standard input")
    elif text is None:
        yield _script(None, "standard input")


def _file(path: str, command: Command, known: Known) -> Iterator[Act | Nested]:
    texts = texts_of(path, command, known)
    for text in texts:
        yield unread(path, "a script") if text is None else Nested(script=text)
    if path not in STDIN and None not in texts:
        yield read(path, command, known)


def _eval(command: Command, known: Known) -> Iterator[Act | Nested]:
    if command.arguments:
        yield Nested(script=" ".join(argument for argument in command.arguments if argument != "--"))


def _source(command: Command, known: Known) -> Iterator[Act | Nested]:
    for path in [argument for argument in command.arguments if argument != "--"][:1]:
        yield from _file(path, command, known)


def _trap(command: Command, known: Known) -> Iterator[Act | Nested]:
    arguments = [argument for argument in command.arguments if argument != "--"]
    if len(arguments) > 1 and not arguments[0].startswith("-"):
        yield Nested(script=arguments[0])


def _callbacks(command: Command, known: Known) -> Iterator[Act | Nested]:
    """complete, mapfile, bind: an option holds a command."""
    letters = {"bind": "-x"}.get(command.name, "-C")
    arguments = command.arguments
    for number, argument in enumerate(arguments):
        if argument in (letters, "-F") and number + 1 < len(arguments):
            yield Nested(script=arguments[number + 1].partition(":")[2] if letters == "-x" else arguments[number + 1])


def _renaming(command: Command, known: Known) -> Iterator[Act | Nested]:
    """hash -p, enable -f: a name is made to run something else."""
    if any(argument.startswith("-") and set("pf") & set(argument) for argument in command.arguments):
        yield Act(CommandTier.RISKY, f"shell.{command.name}", "it makes a name run another program", verb="set")


def _su(command: Command, known: Known) -> Iterator[Act | Nested]:
    runs = command.name == "runuser"
    words = [word for word in command.arguments if word != "-"]
    scripts = [text for text in (said(words[at:], RUNUSER if runs else SU).value("c", "command", "session-command")
                                 for at in range(len(words))) if text]  # fmt: skip
    start = said(words, RUNUSER if runs else SU)
    if scripts:
        yield Nested(script=scripts[-1])
    elif runs and start.has("u", "user") and start.starts:
        yield Nested(command=command._replace(words=tuple(map(Word, words[start.starts[0] :]))))
    else:
        yield Nested(command=command._replace(words=(Word("sh"), Word("-i"))))


def _watch(command: Command, known: Known) -> Iterator[Act | Nested]:
    read_ = said(command.arguments, WATCH)
    for start in read_.starts:
        if read_.has("x", "exec"):
            yield Nested(command=command._replace(words=command.words[start + 1 :]))
        else:
            yield Nested(script=" ".join(command.arguments[start:]))


def _flock(command: Command, known: Known) -> Iterator[Act | Nested]:
    for start in said(command.arguments, FLOCK).starts:
        words = command.arguments[start:]
        if words[:1] in (("-c",), ("--command",)):
            yield Nested(script=" ".join(words[1:]))
        else:
            yield Nested(command=command._replace(words=command.words[start + 1 :]))


def _record(command: Command, known: Known) -> Iterator[Act | Nested]:
    """script: a terminal of its own; on some systems the command follows the file."""
    read_ = said(command.arguments, SCRIPT)
    text = read_.value("c", "command")
    if text:
        yield Nested(script=text)
    for start in read_.starts:
        if words := command.words[start + 2 :]:
            yield Nested(command=command._replace(words=words))
        elif not text:
            yield Act(
                CommandTier.RISKY, "shell.interactive", "a terminal of its own: what is typed into it is not seen"
            )


OWN = {
    "eval": _eval, "source": _source, ".": _source, "trap": _trap, "complete": _callbacks, "mapfile": _callbacks,
    "readarray": _callbacks, "bind": _callbacks, "hash": _renaming, "enable": _renaming, "su": _su, "runuser": _su,
    "watch": _watch, "flock": _flock, "script": _record,
}  # fmt: skip
TESTING = frozenset(
    ("test", "[", "printf", "let", "read", "unset", "export", "declare", "typeset", "local", "readonly")
)
