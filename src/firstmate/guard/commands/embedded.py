"""Programs with a way to a shell of their own: an option that holds a command, an editor's `:!`, a pipe to `exec:`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.code import reach_of_line
from firstmate.guard.prefixes import base
from firstmate.guard.values import UNKNOWN, Act, Command, Known, Nested, Word

COMMANDS = {
    "tar": ("-I", "-F", "--use-compress-program", "--to-command", "--rsh-command", "--info-script",
    "--new-volume-script",
            "--rmt-command"),
    "gtar": ("-I", "-F", "--use-compress-program", "--to-command", "--rsh-command", "--info-script"),
    "bsdtar": ("--use-compress-program",),
    "man": ("-P", "--pager", "-H", "--html", "--preprocessor"),
    "sort": ("--compress-program",),
    "gsort": ("--compress-program",),
    "rg": ("--pre", "--hostname-bin"),
    "ag": ("--pager",),
    "ack": ("--pager",),
    "split": ("--filter",),
    "csplit": (),
    "zip": ("-TT", "--unzip-command"),
    "bat": ("--pager",),
    "delta": ("--pager",),
    "fzf": ("--preview", "--bind"),
}  # fmt: skip
"""Options whose value is run."""
WRITTEN = {"sort": ("-o", "--output"), "gsort": ("-o", "--output")}
ATTACHED = {"man": ("-P", "-H"), "tar": ("-I",), "zip": ("-TT",)}
EDITORS = frozenset(
    (
        "vim",
        "vi",
        "nvim",
        "ex",
        "view",
        "vimdiff",
        "gvim",
        "rvim",
        "nvi",
        "elvis",
        "ed",
        "nano",
        "pico",
        "micro",
        "kate",
        "hx",
    )
)
SCRIPTED = frozenset(("ed", "ex", "vi", "vim"))
EDITING = re.compile(
    r"!|\bsystem|\bsource\b|\bso\b|\bpy|\bperl|\blua|\bruby|\bterm|\bcall\b|\bexe|\blet\b|\bluafile|w\s*!"
)
EMACS = frozenset(("emacs", "emacsclient"))
LOADING = frozenset(("-S", "-s", "-l", "--load", "--script", "-u", "-f", "--funcall"))
PAGERS = frozenset(("less", "more", "most"))
SOCKETS = re.compile(r"\b(?:EXEC|SYSTEM|SHELL):(.*)", re.IGNORECASE)
SERVING = re.compile(r"-[a-zA-Z]*[ec]|--(?:sh-|lua-)?exec")
CONNECTING = frozenset(("nc", "ncat", "netcat"))
DEBUGGERS = frozenset(("gdb", "lldb"))
DEBUGGING = re.compile(r"^\s*(?:!|shell\b|python|py\b|source\b|platform shell|process launch|run\b|r\b|call\b|print\b)")
STREAM_EDITORS = frozenset(("sed", "gsed"))
SUBSTITUTE = re.compile(r"(?<![A-Za-z\\])s([^\w\s\\])(?:\\.|(?!\1)[^\\\n])*\1(?:\\.|(?!\1)[^\\])*\1([\w]*)")
ADDRESS = re.compile(r"/(?:\\.|[^/\\\n])*/")
EXECUTE = re.compile(r"(?:^|[;{}\n!\d$,])\s*e(?:\s|$|;)")
RUNNING = frozenset(("logrotate", "run-parts", "anacron", "start-stop-daemon"))


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    name, arguments = base(command.name, COMMANDS), command.arguments
    if name in STREAM_EDITORS and any(_runs(script) for script in arguments if not script.startswith("--")):
        yield _risky(name, "the script runs a command")
    if name in COMMANDS:
        yield from _commands(command, name)
    elif name in EDITORS or name in EMACS or name in PAGERS:
        yield from _editor(command, name)
    elif name in DEBUGGERS:
        yield from _debugger(command)
    elif name == "socat" and (served := SOCKETS.search(" ".join(arguments))):
        yield Nested(script=served[1])
        yield _risky(name, "it connects a program to the network")
    elif name in CONNECTING and any(SERVING.match(word) for word in arguments):
        yield _risky(name, "it connects a program to the network")
    elif name in RUNNING:
        yield _risky(name, "it runs what a configuration or a folder holds")


def _runs(script: str) -> bool:
    """Whether a sed script has the command `e`, or the flag that runs what was put in."""
    if UNKNOWN in script:
        return False  # a variable in a script is what people write; what it could hold is theirs
    flags = [found[2] for found in SUBSTITUTE.finditer(script)]
    rest = ADDRESS.sub("1", SUBSTITUTE.sub("", script))
    return any("e" in flag for flag in flags) or bool(EXECUTE.search(rest))


def _risky(name: str, reason: str) -> Act:
    return Act(CommandTier.RISKY, f"{name}.run", reason, tool=name, verb="run")


def _commands(command: Command, name: str) -> Iterator[Act | Nested]:
    arguments = command.arguments
    for number, word in enumerate(arguments):
        option, equals, value = word.partition("=")
        value = value if equals else "".join(arguments[number + 1 : number + 2])
        if option in COMMANDS[name]:
            yield _piped(value)
        elif word.startswith("--checkpoint-act") and value.startswith("exec"):
            yield Nested(script=value.partition("=")[2])
        else:
            yield from (_piped(word[len(short) :]) for short in ATTACHED.get(name, ()) if word.startswith(short))
        if option in WRITTEN.get(name, ()):
            yield _edited(value, command)


def _piped(script: str) -> Nested:
    """It is given text that nobody has seen: a shell would run it."""
    return Nested(command=Command((Word("sh"), Word("-c"), Word(script)), stdin=UNKNOWN))


def _edited(path: str, command: Command) -> Nested:
    """The file is written, as tee does."""
    return Nested(command=Command((Word("tee"), Word(path)), cwd=command.cwd))


def _editor(command: Command, name: str) -> Iterator[Act | Nested]:
    arguments = command.arguments
    if name in SCRIPTED and command.stdin is not None and ("!" in command.stdin or UNKNOWN in command.stdin):
        yield _risky(name, "the editor runs a command")
    if name not in PAGERS:
        yield from (_edited(word, command) for word in arguments if not word.startswith(("-", "+", "!")))
    for number, word in enumerate(arguments):
        before = arguments[number - 1] if number else ""
        if name in EMACS:
            runs = before in ("--eval", "-eval", "--execute", *LOADING) or word.startswith("--eval=")
            if runs and (reach_of_line(word, "lisp") or before in LOADING):
                yield _risky(name, "the editor runs code")
        elif word.startswith("+") or re.fullmatch(r"-[a-zA-Z]*c|--cmd", before) or re.match(r"-c.", word):
            if EDITING.search(word):
                yield _risky(name, "the editor runs a command")
        elif before in LOADING and name in EDITORS:
            yield _risky(name, "the editor runs a file")


def _debugger(command: Command) -> Iterator[Act | Nested]:
    arguments = command.arguments
    for number, word in enumerate(arguments):
        before = arguments[number - 1] if number else ""
        if before in ("-ex", "--ex", "-eval-command", "-iex", "-o", "--one-line") and DEBUGGING.match(word):
            yield _risky(command.name, "the debugger runs a command")
        elif before in ("-x", "--command", "-s", "--source", "-p", "--pid"):
            yield _risky(command.name, "the debugger runs a file, or takes hold of a process")
        elif before in ("--args", "--"):
            yield Nested(command=command._replace(words=command.words[number + 1 :]))
