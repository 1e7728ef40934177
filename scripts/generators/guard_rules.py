"""The page of what the guard knows: programs, their commands, tiers and reasons, from the catalogue's own tables."""

from __future__ import annotations

import importlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from types import ModuleType

from firstmate.guard.commands import MODULES, kubectl
from firstmate.guard.hosts.forms import Form
from firstmate.guard.kube.commands import COMMANDS
from firstmate.guard.kube.verbs import CREATES, OF_ONE_KIND
from firstmate.guard.ops import tool
from firstmate.guard.values import Act, Command, Known, Word

INTRODUCTION = """\
What a command is when nothing else is known: before the place, the objects, the standing orders and whoever asks are
looked at. Flags, arguments and variables may make it more: `firstmate guard check 'COMMAND'` tells it of one command,
and names its rule: program and command, joined by dots. A command that is missing below its program is risky; of a
program that is missing the guard has no say. Programs that run others (`sudo`, `ssh`, `sh -c`, `xargs`, `docker exec`)
are what the command inside is.
"""
Row = tuple[str, str, str]
"""A command, its tier in one word, and why."""


def page(notice: str) -> str:
    """All of it, a section for each module."""
    sections = [_section(module, programs) for module, programs in sorted(_programs().items())]
    return "\n".join([f"# What the guard knows\n\n{notice}\n\n{INTRODUCTION}", *sections])


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
