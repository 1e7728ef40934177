"""psql, mysql, clickhouse-client, influx: what they send is read. Statements that only read are let through."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard import local
from firstmate.guard.flags import Parsed, UnclearError
from firstmate.guard.hosts import getopt
from firstmate.guard.hosts.influx import INFLUX2, query_only_reads
from firstmate.guard.hosts.sql import only_reads
from firstmate.guard.hosts.sql_clients import CLIENTS, Client
from firstmate.guard.ops import tool
from firstmate.guard.prefixes import base
from firstmate.guard.protected import Use, acts_on
from firstmate.guard.values import Act, Command, Known, Nested

READ, RISKY = CommandTier.READ, CommandTier.RISKY
META = re.compile(
    r"\s*\\(?:d[a-zA-Z]*[+SAx]*|l[+x]*|list[+]?|z[Sx]*|sf\+?|sv\+?|conninfo|encoding|timing|x|a|t|H|h|help|\?|q|qecho|echo|pset"
    r"|errverbose|copyright|drds|c|connect)(?:\s[^\\`\0|\n]*)?\n?"
)
"""psql's own commands that only show; one with a backtick, a pipe or another one behind it may run anything."""
VARIABLE = re.compile(r"(?<!:):['\"{]?[A-Za-z_]")
SYSTEM_FILES = re.compile(r"/etc/(?:mysql/)?[\w-]+\.cnf")


def judge(command: Command, known: Known) -> Iterator[Act | Nested]:
    """Whether all that it sends only reads."""
    client = CLIENTS[base(command.name, CLIENTS)]
    if client.name == "influx" and _has_subcommand(command):
        yield from _influx(command)
        return
    try:
        said = getopt.parse(_arguments(client, command), client.flags)
    except UnclearError as unclear:
        yield _act(client, RISKY, "unclear", f"cannot be understood: {unclear}")
        return
    for flag in client.outputs.intersection(said.values):
        yield from _output(said.value(flag), command, known)
    yield from _options(client, said, command)
    if client.harmless.intersection(said.values):
        yield _act(client, READ, "look", "only prints what there is")
    else:
        yield from _sent(client, said, command, known)


def _arguments(client: Client, command: Command) -> tuple[str, ...]:
    """Those of influx, a program in Go, have one dash or two."""
    if client.name != "influx":
        return command.arguments
    return tuple(re.sub(r"^-(?=[a-z]{2})", "--", word) for word in command.arguments)


def _options(client: Client, said: Parsed, command: Command) -> Iterator[Act]:
    given = {flag: value for flag, value in client.worse.items() if flag in said.values}
    for flag, reason in given.items():
        if not (flag.startswith("defaults-") and SYSTEM_FILES.fullmatch(said.value(flag))):
            yield _act(client, RISKY, flag, f"--{flag}: {reason}")
    for variable in tool.variables(command):
        if variable in client.variables:
            yield _act(client, RISKY, variable.lower(), f"{variable}: {client.variables[variable]}")


def _output(path: str, command: Command, known: Known) -> Iterator[Act | Nested]:
    if path.lstrip().startswith("|"):
        yield Nested(script=path.lstrip()[1:])
    else:
        yield from acts_on(Use.WRITE, path, command, known)


def _sent(client: Client, said: Parsed, command: Command, known: Known) -> Iterator[Act]:
    """Every text that it sends: of its flags, of its files, else of its standard input."""
    texts: list[str | None] = [text for flag in client.queries for text in said.values.get(flag, ())]
    files = [path for flag in client.files for path in said.values.get(flag, ())]
    for path in files:
        texts += local.texts_of(path, command, known)
        yield local.read(path, command, known)
    piped = not (set(said.values) & client.queries - {"init-command"}) and not files
    if piped:
        texts.append(local.stdin_of(command, known))
    if piped and texts[-1] == "":
        yield _act(client, RISKY, "session", "opens a session in which anything can be sent")
        return
    for text in texts:
        yield _judged(client, text, piped or bool(files))


def _judged(client: Client, text: str | None, from_file: bool) -> Act:
    if text is None:
        return _act(client, RISKY, "unread", "what is sent to the database cannot be read before")
    if client.dialect == "postgres" and META.fullmatch(text):
        return _act(client, READ, "query", "only shows what there is")
    if client.dialect == "postgres" and from_file and VARIABLE.search(text):
        return _act(client, RISKY, "variables", "variables in the text may hold anything")
    if only_reads(text, client.dialect):
        return _act(client, READ, "query", "every statement only reads")
    return _act(client, RISKY, "query", f"not surely a query that only reads: {tool.shown(text.strip()[:60])}")


def _act(client: Client, tier: CommandTier, verb: str, reason: str) -> Act:
    return Act(tier, f"{client.name}.{verb}", reason, tool=client.name, verb=verb)


# ---- influx 2: subcommands, and a language of its own ------------------------------------------------------------


def _has_subcommand(command: Command) -> bool:
    """Version 1 has none: it is told by flags with one dash or two."""
    return bool(command.arguments) and not command.arguments[0].startswith("-")


def _influx(command: Command) -> Iterator[Act]:
    line = tool.understood(command, INFLUX2)
    if isinstance(line, Act):
        yield line
        return
    act = tool.act_of(line, command, INFLUX2)
    if line.path == "query" and not line.wants_help and not query_only_reads(line.words):
        act = tool.risky(act, "writes", "not surely a query that only reads")
    yield act
