"""What a program with subcommands would do, read from tables: most of the catalogue is data for these functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from firstmate.command_tiers import CommandTier
from firstmate.guard.flags import TRUE, Flags, Parsed, UnclearError, flags, parse, subcommand_at
from firstmate.guard.values import UNKNOWN, Act, Command, Place

HELP = frozenset({"-h", "--help"})
DRY = TRUE | {"client", "server"}
PLAIN_PROGRAMS = frozenset(
    {"", "cat", "less", "more", "false", "true", ":", "vi", "vim", "nvim", "nano", "emacs", "delta"}
)
"""What may stand for a pager or an editor without harm."""
ELSEWHERE = frozenset({"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"})
"""Variables with which a program's settings, plugins and credentials come from another folder."""


class Tool(NamedTuple):
    """A program. Its commands are paths, `app sync`; the value beside one is the reason that a person reads."""

    name: str
    reads: Set[str]
    safe: Mapping[str, str] = {}
    risky: Mapping[str, str] = {}
    forbidden: Mapping[str, str] = {}
    no_say: Set[str] = frozenset()
    """Commands that have nothing to do with operations."""
    aliases: Mapping[str, str] = {}
    everywhere: str = "h:help"
    """Flags of every command, as flags.flags reads them."""
    own: Mapping[str, str] = {}
    """Command -> its other flags. One that is missing may have flags that nobody knows here."""
    worse: Mapping[str, str] = {}
    """`--flag`, `app sync --flag` or VARIABLE -> why it is asked about then."""
    raises: Mapping[str, str] = {}
    """`--flag` or VARIABLE -> why it is one tier up."""
    dry: Mapping[str, str] = {}
    """Command -> the flag that makes it only tell what it would do."""
    where: Mapping[str, str] = {}
    """`--flag` or VARIABLE -> the field of Place that it says."""
    runs: Set[str] = frozenset()
    """Variables whose value is a program that it runs."""
    namespace: str = "namespace"
    files: Set[str] = frozenset()
    """Flags that name a file whose content decides."""

    @property
    def reasons(self) -> dict[str, tuple[CommandTier | None, str]]:
        """Every command with its tier and reason."""
        return {
            **dict.fromkeys(self.no_say, (None, "")),
            **dict.fromkeys(self.reads, (CommandTier.READ, "only reads")),
            **{path: (CommandTier.SAFE, reason) for path, reason in self.safe.items()},
            **{path: (CommandTier.RISKY, reason) for path, reason in self.risky.items()},
            **{path: (CommandTier.FORBIDDEN, reason) for path, reason in self.forbidden.items()},
        }


class Line(NamedTuple):
    """A command line, taken apart. `stray` is the word that is none of the program's commands."""

    path: str
    said: Parsed
    stray: str = ""
    wants_help: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """What is neither flag nor the command itself; for these programs `--` says nothing more."""
        return self.said.positionals + (self.said.dashed or ())


def paths(text: str) -> frozenset[str]:
    """Commands, a group of them a line: `app: diff get list`; without a group, `: help version`."""
    found: set[str] = set()
    for line in text.strip().splitlines():
        group, _, names = line.strip().partition(":")
        found.update(f"{group} {name}".strip() for name in names.split())
    return frozenset(found)


def acts(command: Command, tool: Tool) -> Iterator[Act]:
    """The one act of a command, as the tables have it."""
    line = understood(command, tool)
    yield line if isinstance(line, Act) else act_of(line, command, tool)


def named(command: Command, tools: Mapping[str, Tool]) -> Tool:
    """The one that is called, `talosctl-1.9` too."""
    return tools.get(command.name) or max(
        (tool for name, tool in tools.items() if command.name.startswith(name)), key=lambda tool: len(tool.name)
    )


def understood(command: Command, tool: Tool) -> Line | Act:
    """The line; where it is none that the program knows, the act of asking about it."""
    try:
        line = read_line(command.arguments, tool)
    except UnclearError as unclear:
        return Act(CommandTier.RISKY, f"{tool.name}.unclear", f"cannot be understood: {unclear}", tool=tool.name)
    if not line.stray:
        return line
    path = f"{tool.name} {line.path}".strip()
    reason = f"{shown(line.stray)} is not in the catalogue of {path}: a plugin, an alias, or newer than this guard"
    return Act(CommandTier.RISKY, f"{tool.name}.unknown", reason, tool=tool.name, verb=line.path)


def read_line(arguments: Sequence[str], tool: Tool) -> Line:
    """The command line. Raises UnclearError for what the program would not understand, or only the run tells."""
    known = tool.reasons
    path, rest, leading = "", list(arguments), 0
    while any(name.startswith(f"{path} ".lstrip()) and name != path for name in known):
        position = subcommand_at(rest, _flags(tool, path))
        if position is None:
            break
        below = f"{path} {rest[position]}".strip()
        below = tool.aliases.get(below, below)
        if not _is_known(below, known):
            if UNKNOWN in rest[position] and path not in known:
                raise UnclearError(f"which command of {tool.name} it is, is only known when it runs")
            if path not in known:
                return Line(path, Parsed((), {}), rest[position])
            break
        path, leading = below, position
        del rest[position]
    return _with_flags(path, rest, leading, tool)


def act_of(line: Line, command: Command, tool: Tool) -> Act:
    """What the tables say of it: its tier, and what its flags and variables make of that."""
    tier, reason = tool.reasons.get(line.path, (CommandTier.READ, "only prints its help"))
    act = Act(
        tier,
        rule_of(tool, line.path),
        reason,
        tool=tool.name,
        verb=line.path,
        place=_place(line.said, command, tool),
        namespace=line.said.value(tool.namespace),
        files=_files(line.said, tool),
    )
    if tier is None:
        return act
    if line.wants_help:
        return act._replace(tier=CommandTier.READ, reason="only prints its help")
    return elsewhere(_made_worse(act, line, command, tool), command, tool.runs)


def elsewhere(act: Act, command: Command, runs: Set[str]) -> Act:
    """With what the variables say that are the same for many programs."""
    for name, value in variables(command).items():
        if name in ELSEWHERE:
            act = risky(act, "elsewhere", f"{name}: its settings, plugins and credentials come from another folder")
        if name in runs and value not in PLAIN_PROGRAMS:
            act = risky(act, "runs", f"{name}: it runs a program that the command names")
    return act


def risky(act: Act, what: str, reason: str) -> Act:
    """The act, asked about for a further reason."""
    if act.tier in (CommandTier.RISKY, CommandTier.FORBIDDEN):
        return act._replace(reason=f"{reason}; {act.reason}")
    return act._replace(tier=CommandTier.RISKY, rule=f"{act.rule}.{what}", reason=reason, needs_state=False)


def rule_of(tool: Tool, path: str) -> str:
    """`argocd.app.sync`; the program alone has its name."""
    return ".".join([tool.name, *path.lower().split()])


def reference(tool: Tool) -> Iterator[tuple[str, str, str]]:
    """Every command with its tier and why, and what makes it worse: for the list that people read."""
    for path, (tier, reason) in sorted(tool.reasons.items()):
        yield f"{tool.name} {path}".strip(), tier or "none", reason
    for what, reason in sorted(tool.worse.items()):
        yield f"{what} {tool.name} …" if what.isupper() else f"{tool.name} … {what}", "risky", reason


def variables(command: Command) -> dict[str, str]:
    """The variables that the script sets for it."""
    return {name: word.text for name, word in command.assigned}


def shown(text: str) -> str:
    """A word as a person may read it."""
    return repr(text.replace(UNKNOWN, "…"))


def _is_known(path: str, known: Mapping[str, object]) -> bool:
    return path in known or any(name.startswith(f"{path} ") for name in known)


def _flags(tool: Tool, path: str) -> Flags:
    return flags(f"{tool.everywhere} {tool.own.get(path, '')}")


def _with_flags(path: str, rest: list[str], leading: int, tool: Tool) -> Line:
    known = _flags(tool, path)
    if path in tool.own or path not in tool.reasons:
        said = parse(rest, known)
        return Line(path, said, wants_help=said.surely("help"))
    parse(rest[:leading], known)
    first = next((word for word in rest[leading:] if word.startswith("-")), "")
    return Line(path, _loosely(rest, known), wants_help=first in HELP)


def _loosely(words: Sequence[str], known: Flags) -> Parsed:
    """The same for a command whose flags are not all known: those take no word with them, and nothing hides in one."""
    values: dict[str, tuple[str, ...]] = {}
    positionals: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return Parsed(tuple(positionals), values, tuple(rest))
        if not word.startswith("-") or word == "-":
            positionals.append(word)
            continue
        if UNKNOWN in word.partition("=")[0]:
            raise UnclearError("which flag it has is only known when it runs")
        for name, value in _flag(word, rest, known):
            values[name] = (*values.get(name, ()), value)
    return Parsed(tuple(positionals), values)


def _flag(word: str, rest: list[str], known: Flags) -> Iterator[tuple[str, str]]:
    """What one word says. Only flags that are known take the next word with them."""
    name, equals, value = word.lstrip("-").partition("=")
    if word.startswith("--"):
        follows = not equals and known.takes.get(name) == "=" and rest
        yield name, rest.pop(0) if follows else value if equals else "true"
        return
    for position, letter in enumerate(name):
        long = known.letters.get(letter, "")
        if known.takes.get(long) == "=" and all(before in known.letters for before in name[:position]):
            attached = word[position + 2 :].removeprefix("=")
            yield long, attached or (rest.pop(0) if rest else "")
            return
        yield long or letter, value or "true"


def _made_worse(act: Act, line: Line, command: Command, tool: Tool) -> Act:
    """With what its flags and the variables say. What makes a command worse does not matter in its dry run."""
    given = [flag for flag in line.said.values if line.said.value(flag).lower() != "false"]
    names = [*(f"--{flag}" for flag in given), *variables(command)]
    if tool.dry.get(line.path, "") in given and line.said.value(tool.dry[line.path]) in DRY:
        act = act._replace(tier=CommandTier.READ, rule=f"{act.rule}.dry-run", reason="only tells what it would do")
    else:
        names += [f"{line.path} --{flag}" for flag in given]
    for name in names:
        if name in tool.raises and act.tier:
            act = act._replace(tier=act.tier.raised(), reason=f"{tool.raises[name]}; {act.reason}")
        if name in tool.worse:
            act = risky(act, name.rpartition("--")[2].lower(), tool.worse[name])
    return act


def _place(said: Parsed, command: Command, tool: Tool) -> Place:
    told = {**variables(command), **{f"--{flag}": values[-1] for flag, values in said.values.items()}}
    return Place(**{field: told[name] for name, field in tool.where.items() if name in told})


def _files(said: Parsed, tool: Tool) -> tuple[str, ...]:
    named = [file for flag in sorted(tool.files) for file in said.values.get(flag, ())]
    return tuple(file for file in named if file != "-" and "://" not in file)
