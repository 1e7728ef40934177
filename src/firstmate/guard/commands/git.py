"""git: one's own work is nobody's business; what is published, thrown away for good, or run by it, is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from firstmate.command_tiers import CommandTier
from firstmate.guard.flags import Parsed, UnclearError
from firstmate.guard.hosts import getopt
from firstmate.guard.ops import git_tables as tables
from firstmate.guard.patches import acts_of_patch
from firstmate.guard.protected import Use, acts_on
from firstmate.guard.values import UNKNOWN, Act, Command, Known, Nested, Word

FORBIDDEN, RISKY, SAFE, READ = CommandTier.FORBIDDEN, CommandTier.RISKY, CommandTier.SAFE, CommandTier.READ
Found = Iterator[Act | Nested]


class Line(NamedTuple):
    """`git` with its own options, the command, and what follows it."""

    options: tuple[tuple[str, str], ...]
    verb: str
    rest: tuple[str, ...]


def judge(command: Command, known: Known) -> Found:
    """What a git command would do beyond one's own work, and the programs that it would run."""
    try:
        line = _line(command.arguments)
    except UnclearError as unclear:
        yield _act(RISKY, "unclear", f"cannot be understood: {unclear}")
        return
    yield from _before(line)
    for name, word in command.assigned:
        if name in tables.ELSEWHERE and word.text != "/dev/null" and not word.text.endswith(".git"):
            yield _act(RISKY, "elsewhere", f"{name}: the settings come from elsewhere, and may run programs")
    if "ext::" in " ".join(line.rest):
        yield from _program("transport", " ".join(line.rest).partition("ext::")[2].replace("% ", " "))
    if not line.verb or line.rest[:1] in (("-h",), ("--help",)):
        return
    if line.verb in JUDGES:
        yield from JUDGES[line.verb](line)
    elif line.verb in tables.RISKY:
        yield _act(RISKY, line.verb, tables.RISKY[line.verb])
    elif line.verb not in tables.OWN_WORK:
        yield _act(RISKY, "unknown", f"{_shown(line.verb)} is not in the catalogue of git: an alias may be anything")
    yield from _lost(line)
    yield from _run(line)
    for path in _written(line):
        yield from acts_on(Use.WRITE, path, command, known)
    if line.verb in ("apply", "am"):
        for path in [word for word in line.rest if not word.startswith("-")] or ["-"]:
            yield from acts_of_patch(path, command, known)


def reference() -> Iterator[tuple[str, str, str]]:
    """Every command with its tier and why."""
    yield "git push REMOTE BRANCH", "safe", "publishes a branch from which nothing is deployed"
    for flag, reason in tables.PUSHES_MORE.items():
        yield f"git push --{flag}", "risky", reason
    for verb, reason in sorted(tables.RISKY.items()):
        yield f"git {verb}", "risky", reason
    yield "git clean", "risky", "deletes files that git does not know"
    yield "git restore", "risky", "throws away changes that are not committed"
    for verb, (names, reason) in sorted(tables.LOSES.items()):
        for name in names:
            yield f"git {verb} {'--' if len(name) > 1 else '-'}{name}", "risky", reason
    for verb, (words, reason) in sorted(tables.LOSING_WORDS.items()):
        for word in words.split():
            yield f"git {verb} {word}", "risky", reason
    yield "git credential fill", "forbidden", STORED
    yield "git config KEY VALUE", "risky", SETTINGS


def _line(arguments: Sequence[str]) -> Line:
    options: list[tuple[str, str]] = []
    rest = list(arguments)
    while rest and rest[0].startswith("-"):
        name, equals, value = rest.pop(0).partition("=")
        if name not in tables.GLOBAL:
            raise UnclearError(f"{_shown(name)} is not an option of git's")
        if not equals and tables.GLOBAL[name]:
            value = rest.pop(0) if rest else ""
        options.append((name, value if equals or tables.GLOBAL[name] else name))
    if rest and UNKNOWN in rest[0]:
        raise UnclearError("which command it is, is only known when it runs")
    return Line(tuple(options), rest[0] if rest else "", tuple(rest[1:]))


def _before(line: Line) -> Found:
    """What the options before the command change."""
    for name, value in line.options:
        if name == "-c":
            yield from _setting(*value.partition("=")[::2])
        elif name == "--config-env" or (name == "--exec-path" and value != name):
            yield _act(RISKY, f"option.{name.lstrip('-')}", "settings or programs of git come from elsewhere")
        elif name == "--git-dir" and not value.rstrip("/").endswith(".git"):
            reason = "the repository's settings come from an unusual folder, and may run programs"
            yield _act(RISKY, "option.git-dir", reason)


def _setting(key: str, value: str) -> Found:
    """A setting that may run a program or send things elsewhere."""
    lowered = key.lower()
    is_program = re.fullmatch(tables.HOLDS_A_PROGRAM, lowered)
    if re.fullmatch(tables.PLAIN_SETTINGS, lowered) or (is_program and value in tables.PLAIN_PROGRAMS):
        return
    yield _act(RISKY, "config", f"{SETTINGS}: {_shown(key)}")
    if is_program and (lowered[:6] != "alias." or value[:1] == "!"):
        yield Nested(script=value.lstrip("!"))


def _program(what: str, script: str) -> Found:
    yield _act(RISKY, what, f"runs a program that the command names: {_shown(script)}")
    yield Nested(script=script)


# ---- publishing ------------------------------------------------------------------------------------------------


def _push(line: Line) -> Found:
    try:
        said = getopt.parse(line.rest, tables.PUSH)
    except UnclearError as unclear:
        yield _act(RISKY, "push.unclear", f"cannot be understood: {unclear}")
        return
    for flag in ("receive-pack", "exec"):
        for script in said.values.get(flag, ()):
            yield from _program("push.receive-pack", script)
    remote, *specs = getopt.words(said) or ("",)
    act = _act(SAFE, "push", "publishes a branch from which nothing is deployed", kind="branch", names=tuple(specs))
    if said.surely("dry-run") and "no-dry-run" not in said.values:
        yield act._replace(tier=READ, rule="git.push.dry-run", reason="only tells what it would publish")
        return
    found = next(_asked(said, remote, specs), None)
    yield act._replace(tier=RISKY, rule=f"git.push.{found[0]}", reason=found[1]) if found else act


def _asked(said: Parsed, remote: str, specs: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Why a push is asked about: the first reason counts."""
    for flag, reason in tables.PUSHES_MORE.items():
        if flag in said.values:
            yield flag, reason
    if not specs:
        yield "current", "publishes the current branch, whichever that is"
    if UNKNOWN in remote or "/" in remote or ":" in remote:
        yield "elsewhere", "publishes to a place that the command names"
    for spec in specs:
        source, colon, target = spec.removeprefix("+").rpartition(":")
        if spec.startswith("+"):
            yield "force", tables.PUSHES_MORE["force"]
        if colon and not source:
            yield "delete", tables.PUSHES_MORE["delete"]
        branch = target.removeprefix("refs/heads/")
        if spec == "tag" or "*" in spec:
            yield "tags", tables.PUSHES_MORE["tags"]
        if UNKNOWN in branch or branch.startswith("refs/") or re.fullmatch(tables.DEPLOYED, branch, re.IGNORECASE):
            yield "deployed", f"publishes {_shown(branch)}: what is deployed may come from there"


# ---- running and losing ----------------------------------------------------------------------------------------


def _run(line: Line) -> Found:
    """Programs in the values of flags, and settings of a clone."""
    for name in tables.RUNS.get(line.verb, "").split():
        for script in _values(line.rest, name):
            if line.verb in tables.THERE:
                yield from _program(f"{line.verb}.{name}", script)
            else:
                yield Nested(script=script)
    for name in tables.TEMPLATES.get(line.verb, ()):
        for value in _values(line.rest, name) + (_values(line.rest, "c") if name == "config" else []):
            if name == "config":
                yield from _setting(*value.partition("=")[::2])
            else:
                yield _act(RISKY, f"{line.verb}.template", "takes programs that git runs later from a folder")


def _written(line: Line) -> Iterator[str]:
    """Paths that it writes, beside its own folder."""
    for name in tables.WRITES.get(line.verb, "").split():
        yield from _values(line.rest, name)
    if line.rest[:1] == (tables.WRITES_WORD.get(line.verb),):
        yield from (word for word in line.rest[1:] if not word.startswith("-"))


def _values(words: Sequence[str], flag: str) -> list[str]:
    """Of a flag that may be shortened, attached to its value, or stand among other letters."""
    found = []
    for position, word in enumerate(words):
        following = words[position + 1] if position + 1 < len(words) else ""
        if word == "--":
            break
        if len(flag) > 1 and word.startswith("--") and len(word) > 3:
            name, equals, value = word[2:].partition("=")
            if flag.startswith(name):
                found.append(value if equals else following)
        elif len(flag) == 1 and re.match(rf"-[a-zA-Z0-9]*{flag}", word):
            found.append(word.partition(flag)[2] or following)
    return found


def _lost(line: Line) -> Found:
    names, reason = tables.LOSES.get(line.verb, ((), ""))
    if any(_given(line.rest, name) for name in names):
        yield _act(RISKY, f"{line.verb}.lose", reason)
    words, reason = tables.LOSING_WORDS.get(line.verb, ("", ""))
    if line.rest and line.rest[0] in words.split():
        yield _act(RISKY, f"{line.verb}.{line.rest[0]}", reason)


def _given(words: Sequence[str], flag: str) -> bool:
    """Whether a flag is given, however it is written."""
    before = words[: words.index("--")] if "--" in words else words
    if len(flag) == 1:
        return any(re.match(rf"-[a-zA-Z]*{flag}", word) for word in before)
    return any(len(word) > 3 and word[:2] == "--" and flag.startswith(word[2:].partition("=")[0]) for word in before)


def _checkout(line: Line) -> Found:
    """With paths, they are written over."""
    if "--" in line.rest or "." in line.rest or any(word.startswith(":") for word in line.rest):
        yield _act(RISKY, "checkout.paths", "throws away changes that are not committed")


def _restore(line: Line) -> Found:
    staged = _given(line.rest, "staged") or _given(line.rest, "S")
    if not staged or _given(line.rest, "worktree") or _given(line.rest, "W"):
        yield _act(RISKY, "restore", "throws away changes that are not committed")


def _clean(line: Line) -> Found:
    """A dry run deletes nothing; without `-f` it refuses."""
    if _given(line.rest, "n") or _given(line.rest, "dry-run"):
        return
    yield _act(RISKY, "clean", "deletes files that git does not know")


def _bisect(line: Line) -> Found:
    if line.rest[:1] == ("run",) and len(line.rest) > 1:
        yield Nested(command=Command(tuple(map(Word, line.rest[1:]))))


def _submodule(line: Line) -> Found:
    words = [word for word in line.rest if word not in ("--quiet", "-q", "--recursive")]
    if words[:1] == ["foreach"]:
        yield Nested(script=" ".join(words[1:]))


def _config(line: Line) -> Found:
    """Reading is free; settings that run programs are asked about."""
    words = [word for word in line.rest if not word.startswith("-")]
    given = [word.partition("=")[0] for word in line.rest if word.startswith("-")]
    if words[:1] in (["list"], ["get"]) or any(flag in READS_SETTINGS for flag in given):
        return
    if "-e" in given or "--edit" in given or words[:1] == ["edit"]:
        yield _act(RISKY, "config", SETTINGS)
        return
    if words[:1] in (["set"], ["unset"], ["rename-section"], ["remove-section"]):
        words = words[1:]
    elif any(flag in ("-f", "--file", "--blob", "--type", "--default") for flag in given) and len(words) <= 2:
        return
    yield from _set(line, words, given)


def _set(line: Line, words: Sequence[str], given: Sequence[str]) -> Found:
    """The first word that can be a key, and the one after it."""
    key = next((position for position, word in enumerate(words) if "." in word or UNKNOWN in word), len(words))
    value = words[key + 1] if key + 1 < len(words) else ""
    removes = any(flag.startswith(("--unset", "--remove", "--rename")) for flag in given)
    changes = removes or bool(value) or line.rest[:1] in (("set",), ("unset",))
    if changes and key < len(words):
        yield from _setting(words[key], value or "(removed)")


def _credential(line: Line) -> Found:
    if line.rest[-1:] in (("fill",), ("get",)):
        yield _act(FORBIDDEN, f"{line.verb}.fill", STORED)
    else:
        yield _act(RISKY, line.verb, tables.RISKY[line.verb])


def _act(tier: CommandTier, what: str, reason: str, kind: str = "", names: tuple[str, ...] = ()) -> Act:
    verb = what.partition(".")[0]
    return Act(tier, f"git.{what.lower()}", reason, tool="git", verb=verb, kind=kind, names=names)


def _shown(text: str) -> str:
    return repr(text.replace(UNKNOWN, "…"))


SETTINGS = "changes a setting that runs programs, or tells where things go"
STORED = "prints stored passwords"
READS_SETTINGS = frozenset(
    {"-l", "--list", "--get", "--get-all", "--get-regexp", "--get-urlmatch", "--get-color", "--get-colorbool"}
)
JUDGES = {
    "bisect": _bisect,
    "checkout": _checkout,
    "clean": _clean,
    "config": _config,
    "credential": _credential,
    "credential-cache": _credential,
    "credential-store": _credential,
    "push": _push,
    "restore": _restore,
    "submodule": _submodule,
}
