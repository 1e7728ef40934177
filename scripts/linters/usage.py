"""Every `firstmate …` that a page shows is one that the CLI would take: verb, flags, arguments. Nothing is run."""

from __future__ import annotations

import itertools
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import Enum

import click
from linters.names import shown_workflows
from linters.pages import Finding, Page, Piece
from linters.world import World

from firstmate.entrypoints.cli import cli

RULE = re.compile(r"\bBash\(((?:[^()]|\([^()]*\))*)\)")
OPERATORS = frozenset(";&<>()|")
BEFORE = frozenset({"$", "!", "sudo", "exec", "time", "command", "do", "then", "else"})
CONVERTED = (click.Choice, click.types.IntParamType, click.types.FloatParamType)
SHOWN = re.compile(r"^\s*(?:\$ )?(firstmate .*)$", re.MULTILINE)
WHOLE = re.compile(r"^(.*\bfirstmate .*)$", re.MULTILINE)
EXPLANATION = re.compile(r"\s{2,}.*")
AHEAD = frozenset({"trust"})
"""Verbs that the guard forbids to agents before they exist."""
HELPS = frozenset({"--help", "-h", "--version"})


class How(Enum):
    """How whole a command is."""

    RUN = "it would be run as it stands"
    SHOWN = "a verb may be named without what it needs"
    BEGUN = "the beginning of a command, as in `Bash(firstmate log show:*)`"


@dataclass(frozen=True)
class Usage:
    """One command, as words, read from a place."""

    line: int
    words: tuple[str, ...]
    how: How


def check(page: Page, world: World) -> Iterator[Finding]:
    """Each wrong use of the CLI on the page."""
    world = replace(world, workflows=world.workflows | shown_workflows(page))
    for piece, how in _texts(page):
        try:
            usages = list(read(piece, how))
        except ValueError as error:  # in a shell block a text in quotes may go over many lines
            if how is How.SHOWN:
                yield Finding(page.path, piece.line, f"`{piece.text}` cannot be read as a command ({error})")
            continue
        for usage in usages:
            if wrong := judge(usage, world):
                yield Finding(page.path, usage.line, f"`firstmate {' '.join(usage.words)}`: {wrong}")


def _texts(page: Page) -> Iterator[tuple[Piece, How]]:
    """Where a page has commands."""
    for piece in page.runs_at_once:
        yield piece, How.RUN
    for span in page.spans:
        if "firstmate " in span.text:
            yield span, How.SHOWN
    for block in page.blocks:
        yield from _lines(block, How.RUN if block in page.scripts else How.SHOWN)
    if page.kind != "page":
        yield from _rules(page.field("allowed-tools"))


def _lines(block: Piece, how: How) -> Iterator[tuple[Piece, How]]:
    """The commands of a block, each with its own line; a line that ends in a backslash goes on."""
    text = re.sub(r"\\\n", " \0", block.text)
    for match in (WHOLE if how is How.RUN else SHOWN).finditer(text):
        before = text[: match.start(1)]
        line = block.line + before.count("\n") + before.count("\0")
        command = match[1].replace("\0", "")
        yield Piece(line, command if how is How.RUN else EXPLANATION.sub("", command)), how


def _rules(tools: Piece) -> Iterator[tuple[Piece, How]]:
    """What is approved in advance."""
    for rule in RULE.findall(tools.text):
        if rule.startswith("firstmate "):
            how = How.BEGUN if rule.endswith(":*") else How.RUN
            yield Piece(tools.line, rule.removesuffix(":*")), how


def read(piece: Piece, how: How) -> Iterator[Usage]:
    """The firstmate commands of a text, `a|b` taken apart. Raises ValueError when its quotes have no end."""
    for words in _simple_commands(piece.text):
        while words and (words[0] in BEFORE or re.match(r"\w+=", words[0])):
            words = words[1:]
        if words[:1] == ["firstmate"]:
            for chosen in itertools.product(*map(_alternatives, words[1:])):
                yield Usage(piece.line, tuple(word for word in chosen if word), how)


def _simple_commands(text: str) -> Iterator[list[str]]:
    """The words between operators; what follows a redirection is no argument."""
    lexer = shlex.shlex(text.replace("2>&1", " "), posix=True, punctuation_chars=";&<>()")
    lexer.whitespace_split = True
    words: list[str] = []
    for word in lexer:
        if word and set(word) <= OPERATORS:
            yield words
            words = []
        else:
            words.append(word)
    yield words


def _alternatives(word: str) -> list[str]:
    """`retry|skip` is each of them; `[--for` and `2h]` are what the brackets hold."""
    if re.search(r"\s", word):
        return [word]
    return [part.strip("[]") for part in word.split("|")]


def judge(usage: Usage, world: World) -> str:
    """What is wrong with it, or nothing."""
    command: click.Command = cli
    context, words = click.Context(cli, info_name="firstmate"), list(usage.words)
    try:
        while isinstance(command, click.Group):
            rest = _below(context, command, words, usage.how)
            if rest is None:
                return ""
            context, command, words = rest
        return _arguments(context, command, words, usage.how, world)
    except click.UsageError as error:
        return error.format_message()


def _below(
    context: click.Context, group: click.Group, words: list[str], how: How
) -> tuple[click.Context, click.Command, list[str]] | None:
    """The command that the next word names; None where the group itself is meant. Raises click.UsageError."""
    _, rest, _ = group.make_parser(context).parse_args(list(words))
    if not rest:
        if how is How.RUN and not group.invoke_without_command and not HELPS & set(words):
            raise click.UsageError("it needs a verb after it.")
        return None
    try:
        name, command, after = group.resolve_command(context, rest)
    except click.UsageError as error:
        if is_placeholder(rest[0]) or rest[0] in AHEAD:
            return None
        near = get_close_matches(rest[0], group.list_commands(context), 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise click.UsageError(error.format_message() + hint) from error
    assert command is not None
    return click.Context(command, parent=context, info_name=name), command, after


def _arguments(context: click.Context, command: click.Command, words: list[str], how: How, world: World) -> str:
    """Flags, number of arguments and values of a command. Raises click.UsageError."""
    given = _completed(command, words, how)
    values, extra, _ = command.make_parser(context).parse_args(list(given))
    if HELPS & set(given):
        return ""
    if extra and not context.allow_extra_args:
        return f"it takes no further argument {extra[0]}"
    positional = [p for p in command.params if isinstance(p, click.Argument) and _is_given(values.get(p.name or ""))]
    whole = how is How.RUN or (how is How.SHOWN and positional)
    if whole and not any(word.endswith(("…", "...")) for word in words) and (missing := _missing(command, values)):
        return f"it needs {missing}"
    return _wrong_value(context, command, values) or _unknown_name(context, command, values, world)


def _completed(command: click.Command, words: list[str], how: How) -> list[str]:
    """Without `…`, but where it stands for the value of an option; a value that a mention leaves out is put in."""
    before = ["", *words]
    given = [word for last, word in zip(before, words, strict=False) if word.strip(".…") or _wants_value(command, last)]
    return [*given, "VALUE"] if how is not How.RUN and given and _wants_value(command, given[-1]) else given


def _wants_value(command: click.Command, word: str) -> bool:
    """Whether this is an option that takes a value, which a mention of it leaves out."""
    options = (p for p in command.params if isinstance(p, click.Option) and not (p.is_flag or p.count))
    return any(word in option.opts for option in options)


def _is_given(value: object) -> bool:
    return isinstance(value, (str, tuple, list)) and bool(value)


def _missing(command: click.Command, values: dict[str, object]) -> str:
    """The first required parameter that has no value."""
    required = (p for p in command.params if p.required and not _is_given(values.get(p.name or "")))
    return next((p.opts[0] if isinstance(p, click.Option) else p.human_readable_name for p in required), "")


def _wrong_value(context: click.Context, command: click.Command, values: dict[str, object]) -> str:
    """Values of the sorts that need nothing but themselves to be judged: choices and numbers."""
    for parameter in command.params:
        for value in _flat(values.get(parameter.name or "")):
            sort: click.ParamType[object] = parameter.type
            if isinstance(sort, CONVERTED) and not is_placeholder(value):
                sort(value, parameter, context)
    return ""


def _flat(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _flat(item)


def _unknown_name(context: click.Context, command: click.Command, values: dict[str, object], world: World) -> str:
    """A code, page, workflow, scenario or agent that does not exist."""
    known = {
        ("explain", "CODE"): ("rule", world.codes),
        ("knowledge", "PAGE"): ("page", world.knowledge),
        ("practice start", "SCENARIO"): ("scenario", world.scenarios),
        ("run begin", "NAME"): ("workflow", world.workflows),
        ("run next", "NAME|RUN"): ("workflow", world.workflows),
        ("site show", "--for"): ("agent", world.names("agent")),
    }
    path = context.command_path.removeprefix("firstmate ")
    for parameter in command.params:
        word = parameter.opts[0] if isinstance(parameter, click.Option) else parameter.human_readable_name.upper()
        sort, names = known.get((path, word), ("", frozenset()))
        given = _flat(values.get(parameter.name or "")) if sort else ()
        if wrong := [value for value in given if re.fullmatch(r"[a-z][a-z0-9/-]*", value) and value not in names]:
            return f"there is no {sort} {wrong[0]}"
    return ""


def is_placeholder(word: str) -> bool:
    """NAME, PATH-OR-URL, `<name>`, 'COMMAND', KEY=VALUE: what the reader puts something in for."""
    return bool(re.fullmatch(r"[A-Z][A-Z0-9_=.,/-]*s?|<.*>|\.+|…|.*\$.*", word))
