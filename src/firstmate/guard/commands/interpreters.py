"""Interpreters: what stands in `-c` and `-e`, what is piped in, and the local file that they run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from firstmate.command_tiers import CommandTier
from firstmate.guard.code import commands_in, paths_in, reach_of_file, reach_of_line, scripts_in
from firstmate.guard.local import STDIN, read, stdin_of, texts_of, unread
from firstmate.guard.prefixes import base
from firstmate.guard.values import UNKNOWN, Act, Command, Known, Nested, Word


class Language(NamedTuple):
    """How an interpreter is called."""

    name: str
    code: str = r"-e(.*)"
    """An option with code in it, or in the next word when nothing follows."""
    valued: str = r"-[rI]"
    """An option that takes the next word."""
    loads: str = r"(?!)"
    """An option whose next word is a file that is run first."""


PYTHON = Language("python", r"-[bBdEhiIOPqRsSuvVx?]*c(.*)", r"-[WXQ]|--check-hash-based-pycs")
PERL = Language("perl", r"-[aclnpswWtTuUXfgv0-9]*[eE](.*)", r"(?!)")
RUBY = Language("ruby", r"-[aclnpswWSvyx0-9]*e(.*)", r"-[rIEC]|--require")
NODE = Language("node", r"(?:-e|-p|-pe|--eval|--print|eval|repl)(?:=(.*))?$", r"-C|--conditions|--env-file|--config",
                r"-r|--require|--import|--loader|--experimental-loader|--preload")  # fmt: skip
LANGUAGES = {
    "python": PYTHON, "python3": PYTHON, "python2": PYTHON, "pypy": PYTHON, "pypy3": PYTHON, "ipython": PYTHON,
    "ipython3": PYTHON, "bpython": PYTHON, "micropython": PYTHON, "jython": PYTHON, "sage": PYTHON,
    "perl": PERL, "perl5": PERL, "ruby": RUBY, "jruby": RUBY, "irb": RUBY,
    "node": NODE, "nodejs": NODE, "deno": NODE, "tsx": NODE, "ts-node": NODE,
    "php": Language("php", r"-[nqC]*r(.*)", r"-[cdzS]", r"-f|--file"),
    "lua": Language("lua", r"-[iv]*e(.*)", r"-l"), "luajit": Language("lua", r"-[iv]*e(.*)", r"-[lj]"),
    "tclsh": Language("tcl"), "wish": Language("tcl"), "expect": Language("tcl", r"-c(.*)", r"(?!)", r"-f"),
    "guile": Language("scheme", r"-c(.*)", r"-L", r"-l|-s"), "racket": Language("scheme", r"-[ei](.*)"),
    "R": Language("r", r"-e(.*)", r"(?!)", r"-f|--file"), "Rscript": Language("r"),
    "julia": Language("julia", r"-[eE](.*)", r"-[pt]", r"-L"), "osascript": Language("osascript", r"-e(.*)", r"-l"),
    "elixir": Language("elixir", r"-e(.*)|--eval"), "erl": Language("erlang", r"-eval", r"-(?!eval).*"),
    "groovy": Language("groovy"), "runghc": Language("haskell"), "runhaskell": Language("haskell"),
    "ghc": Language("haskell"), "swift": Language("swift"), "scala": Language("scala"),
    "sbcl": Language("lisp", r"--eval"),
    "octave": Language("octave", r"--eval(?:=(.*))?"), "m4": Language("m4"), "bc": Language("bc"), "dc": Language("bc"),
    "jshell": Language("java"), "clojure": Language("clojure"), "bb": Language("clojure"),
}  # fmt: skip
AWK = frozenset(("awk", "gawk", "mawk", "nawk", "original-awk"))
CODE_MODULES = frozenset(
    ("timeit", "pdb", "cProfile", "profile", "trace", "runpy", "code", "bdb", "doctest", "IPython")
)
"""Modules of python's whose arguments are code, or programs."""
SUBCOMMANDS = frozenset(("run", "test", "bench", "check", "watch"))
TELLING = frozenset(("--version", "-V", "--help", "-v", "-h"))
REGULAR = re.compile(r"(^|[{~(,;&|!\s])/(?:[^/\\\n]|\\.)*/")
STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
AWK_RUNS = re.compile(r"\bsystem\s*\(|(?<!\|)\|(?!\|)|@load|\bgetline\b")
AWK_FILES = re.compile(r'>\s*"([^"\\]+)"')
AWK_PLAIN = re.compile(r'\bsystem\(\s*"([^"\\]*)"\s*\)|\|\s*"([^"\\]*)"')


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    name = base(command.name, (*AWK, *LANGUAGES))
    if name in AWK:
        yield from _awk(command, known)
    else:
        yield from _interpreter(command, known, LANGUAGES.get(name, Language(name)))


def _interpreter(command: Command, known: Known, language: Language) -> Iterator[Act | Nested]:
    words = list(command.arguments)
    while words:
        word = words.pop(0)
        if word in TELLING and not words:
            return
        if found := re.fullmatch(language.code, word, re.DOTALL):
            code = found[1] if found.re.groups and found[1] else words.pop(0) if words else ""
            yield from _line(code, command, language)
            if language in (PERL, RUBY) and any(re.match(r"-\w*i", option) for option in command.arguments):
                yield from (_edited(path, command) for path in words)
            return
        if language is PYTHON and (found := re.fullmatch(r"-[bBdEhiIOPqRsSuvx]*m(.*)", word)):
            yield from _module(found[1] or (words.pop(0) if words else ""), words, command, known)
            return
        if re.fullmatch(language.loads, word.partition("=")[0]) and (words or "=" in word):
            yield from _file(word.partition("=")[2] or words.pop(0), (), command, known, language)
        elif re.fullmatch(language.valued, word):
            words[:1] = []
        elif (not word.startswith("-") or word in STDIN) and not (language is NODE and word in SUBCOMMANDS):
            yield from _file(word, tuple(words), command, known, language)
            return
    yield from _file("-", (), command, known, language)


def _line(code: str, command: Command, language: Language) -> Iterator[Act | Nested]:
    if UNKNOWN in code:
        yield _risky(language, "part of the code is only known when it runs")
    elif reach := reach_of_line(code, language.name):
        yield _risky(language, reach)
        yield from (Nested(command=Command(tuple(map(Word, words)))) for words in commands_in(code))
        yield from (Nested(script=text) for text in scripts_in(code))
        yield from (_edited(path, command) for path in paths_in(code))


def _edited(path: str, command: Command) -> Nested:
    """It may write the file, as tee does."""
    return Nested(command=Command((Word("tee"), Word(path)), cwd=command.cwd))


def _risky(language: Language, reason: str) -> Act:
    return Act(CommandTier.RISKY, f"code.{language.name}", reason, tool=language.name, verb="run")


def _file(
    path: str, arguments: tuple[str, ...], command: Command, known: Known, language: Language
) -> Iterator[Act | Nested]:
    if path in STDIN:
        text = stdin_of(command, known)
        yield from _line(UNKNOWN if text is None else text, command, language)
        return
    for text in texts_of(path, command, known):
        if text is None:
            yield unread(path, "a program")
        elif reach := reach_of_file(text, language.name, arguments):
            yield _risky(language, reach)._replace(files=read(path, command, known).files)
        else:
            yield read(path, command, known)


def _module(name: str, words: list[str], command: Command, known: Known) -> Iterator[Act | Nested]:
    """A module of the folder is a local file; any other is installed, as programs are."""
    if name in CODE_MODULES:
        yield from _line("\n".join(words), command, PYTHON)
    yield Nested(command=command._replace(words=tuple(map(Word, (name, *words)))))
    for path in (f"{name.replace('.', '/')}.py", f"{name.replace('.', '/')}/__main__.py"):
        texts = texts_of(path, command, known)
        if any(text is not None for text in texts):
            yield from _file(path, tuple(words), command, known, PYTHON)


def _awk(command: Command, known: Known) -> Iterator[Act | Nested]:
    words = list(command.arguments)
    while words and words[0].startswith("-") and words[0] != "-":
        option = words.pop(0)
        if option in ("-i", "--include") and words[:1] == ["inplace"]:
            yield from (_edited(path, command) for path in words[2:])
            words.pop(0)
        elif option in ("-f", "--file", "-i", "--include", "-l", "--load", "-E", "--exec") and words:
            path = words.pop(0)
            for text in texts_of(path, command, known):
                yield from _of_awk(text, path, command)
            return
        if option.startswith(("-f", "--file=", "--exec=", "--load=")):
            yield unread(option, "a program")
            return
        if option in ("-F", "-v", "-e", "--source", "--assign", "--field-separator") and words:
            value = words.pop(0)
            if option in ("-e", "--source"):
                yield from _of_awk_line(value, command)
        elif option == "--":
            break
    if words:
        yield from _of_awk_line(words[0], command)
        yield Nested(command=Command((Word("cat"), *map(Word, words[1:])), cwd=command.cwd))


def _of_awk(text: str | None, path: str, command: Command) -> Iterator[Act | Nested]:
    if text is None:
        yield unread(path, "a program")
    else:
        yield from _of_awk_line(text, command)


def _of_awk_line(program: str, command: Command) -> Iterator[Act | Nested]:
    if UNKNOWN in program:
        yield Act(CommandTier.RISKY, "code.awk", "part of the code is only known when it runs", tool="awk", verb="run")
        return
    yield from (_edited(path, command) for path in AWK_FILES.findall(program))
    bare = STRING.sub('""', REGULAR.sub(r"\1", program))
    runs = [found[0] for found in AWK_RUNS.finditer(bare)]
    plain = [first or second for first, second in AWK_PLAIN.findall(program)]
    if runs and len(plain) >= len(runs):
        yield from (Nested(script=text) for text in plain)
    elif runs and runs != ["getline"]:
        yield Act(CommandTier.RISKY, "code.awk", "the code runs other programs", tool="awk", verb="run")
