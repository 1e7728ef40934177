"""The page of what the guard knows: programs, their commands, tiers and reasons, from the catalogue's own tables."""

from __future__ import annotations

import importlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from types import ModuleType

from generators.guard_examples import ANYWHERE, BY_MODULE

from firstmate.answers import Answers
from firstmate.guard.commands import MODULES, kubectl
from firstmate.guard.decide import settle
from firstmate.guard.hosts.forms import Form
from firstmate.guard.kube.commands import COMMANDS
from firstmate.guard.kube.verbs import CREATES, OF_ONE_KIND
from firstmate.guard.ops import tool
from firstmate.guard.orders import Orders
from firstmate.guard.protected import RULES, Rule, Use, acts_on
from firstmate.guard.values import UNKNOWN, Act, Command, Known, ToolCall, Word

INTRODUCTION = """\
What a command is when nothing else is known: before the place, the objects, the standing orders and whoever asks are
looked at. Flags, arguments and variables may make it more: `firstmate guard check 'COMMAND'` tells it of one command,
and names its rule: program and command, joined by dots. A command that is missing below its program is risky; of a
program that is missing the guard has no say, unless it is handed one that is there. Programs that run others (`sudo`,
`ssh`, `sh -c`, `xargs`, `docker exec`) are what the command inside is. Where a table cannot say it, commands stand as
examples, with what the guard says of them in an empty home with no cluster.
"""
NOWHERE = "/nonexistent"
VERBS = {Use.TOUCH: "use"}
UNLISTED = (
    ("`/srv/*`, `/mnt/*`, `/opt/*`, `/var/*`", Use.WRITE, "/srv/data", Known(cwd="/project")),
    ("anything on another machine", Use.WRITE, "/tmp/x", Known(cwd="/project", host="the other host")),
    ("a path that only the run tells", Use.WRITE, UNKNOWN, Known(cwd="/project")),
    ("`protected.paths`", Use.WRITE, "/project/x", Known(cwd="/project", orders=Orders(paths=("/project/*",)))),
)
"""Files that no table lists, and one that shows the rule."""
Row = tuple[str, str, str]
"""A command, its tier in one word, and why."""


def page(notice: str) -> str:
    """All of it, a section for each module."""
    sections = [_section(module, programs) for module, programs in sorted(_programs().items())]
    return "\n".join([f"# What the guard knows\n\n{notice}\n\n{INTRODUCTION}", _anywhere(), _files(), *sections])


def _anywhere() -> str:
    """Rules of no one program."""
    return "\n".join(
        [
            "## Rules that belong to no program\n",
            "`guard.*`: its own way round. `host.*`: on another machine. `shell.*`: what only the run tells.",
            "`script.*` and `code.*`: what is run, read as far as it can be. One command for each:\n",
            *_examples(ANYWHERE),
        ]
    )


def _files() -> str:
    """Rules of protected paths, each with the uses that it holds for."""
    rows = [_of_rule(rule) for rule in RULES]
    rows += [_of_act(what, acts_on(use, path, Command(()), known)[0]) for what, use, path, known in UNLISTED]
    return "\n".join(
        [
            "## Files\n",
            "By whatever program: a redirection, `tee`, `cp`, `sed -i`, code in `python3 -c`, a tool of the client's.",
            "`files.USE.NAME`; in the paths `~` is any home, `*` any text.\n",
            "| rule | tier | why | paths |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _of_rule(rule: Rule) -> str:
    uses = "/".join(sorted(VERBS.get(use, use.value) for use in rule.uses))
    paths = ", ".join(f"`{path}`" for path in map(_readable, _alternatives(rule.paths)))
    return f"| `files.{uses}.{rule.name}` | {rule.tier} | {rule.reason} | {paths} |"


def _of_act(paths: str, act: Act) -> str:
    return f"| `{act.rule}` | {act.tier} | {act.reason.partition(': ')[2]} | {paths} |"


def _alternatives(pattern: str) -> list[str]:
    """The parts of an alternative, groups kept together."""
    parts, depth = [""], 0
    for letter in pattern:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _readable(pattern: str) -> str:
    """A pattern as a person writes a path."""
    for written, shown in (("(?:/.*)?", "/*"), (r"\.", "."), ("[^/]*", "*"), ("[^/]+", "*"), (".*", "*"), (".+", "*")):
        pattern = pattern.replace(written, shown)
    return pattern.replace("?:", "").replace("|", "\\|")


def _examples(commands: Iterable[str]) -> list[str]:
    """A table of commands, with what the guard says of each."""
    rows = []
    for command in commands:
        known = Known(cwd="/project", home="/home/somebody")
        decision = settle(ToolCall("Bash", {"command": command}), known, Answers(NOWHERE, NOWHERE, cluster=False))
        told = (f"`{decision.rule}`: " if decision.rule else "") + "; ".join(decision.reasons)
        rows.append(_line((command, str(decision.tier or "none"), told.replace(UNKNOWN, "…"))))
    return ["| command | tier | why |", "|---|---|---|", *rows, ""]


def _programs() -> dict[str, list[str]]:
    """The names that each module answers to."""
    found: dict[str, list[str]] = defaultdict(list)
    for program, module in MODULES.items():
        found[module].append(program)
    return found


def _section(name: str, programs: Iterable[str]) -> str:
    module = importlib.import_module(f"firstmate.guard.commands.{name}")
    listed = ", ".join(f"`{program}`" for program in sorted(programs))
    text = [f"## {name}\n", f"{(module.__doc__ or '').strip()}\n", f"Programs: {listed}\n"]
    if name in BY_MODULE:
        return "\n".join([*text, *_examples(BY_MODULE[name])])
    rows = list(dict.fromkeys(_rows(module)))
    if rows:
        text += ["| command | tier | why |", "|---|---|---|", *map(_line, rows), ""]
    return "\n".join(text)


def _line(row: Row) -> str:
    command, tier, why = (str(cell).replace("|", "\\|") for cell in row)
    return f"| `{command}` | {tier} | {why} |"


def _rows(module: ModuleType) -> Iterator[Row]:
    if module is kubectl:
        yield from _of_kubectl()
    elif hasattr(module, "reference"):
        yield from module.reference()
    else:
        for value in vars(module).values():
            if isinstance(value, tool.Tool):
                yield from tool.reference(value)
            elif isinstance(value, dict):
                yield from _of_forms(value)


def _of_kubectl() -> Iterator[Row]:
    """As the module itself judges each command that has no command below it."""
    for path in COMMANDS:
        if any(other.startswith(f"{path} ") for other in COMMANDS):
            continue
        target = "NAME" if path in CREATES or path in OF_ONE_KIND else "deploy/NAME"
        words = tuple(map(Word, ("kubectl", *path.split(), target, "-n", "NAMESPACE")))
        for act in kubectl.judge(Command(words), Known()):
            if isinstance(act, Act):
                yield f"kubectl {path}", act.tier or "none", act.reason


def _of_forms(table: dict[str, object]) -> Iterator[Row]:
    """Programs without subcommands."""
    for name, form in sorted(table.items()):
        if isinstance(form, Form):
            looks = "; only looking is read" if form.looks or form.bare else ""
            yield name, form.tier, f"{form.reason}{looks}"
