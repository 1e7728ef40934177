"""gh, glab, tea and fj: what is read, what is said, and what merges, builds, deploys or lets others in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firstmate.command_tiers import CommandTier
from firstmate.guard.ops import tool
from firstmate.guard.ops.forge_tables import FJ, GH, GLAB, TEA
from firstmate.guard.values import UNKNOWN, Act, Command, Known

TOOLS = {"fj": FJ, "gh": GH, "glab": GLAB, "tea": TEA}
READING = frozenset({"GET", "HEAD"})
GIVES = ("Field", "data", "field", "form", "input", "raw-field")
OVERRIDE = re.compile(r"method-override", re.IGNORECASE)
QUERY = re.compile(r"\s*(?:query\b|\{)", re.IGNORECASE)
CHANGES = re.compile(r"\b(?:mutation|subscription)\b", re.IGNORECASE)


def judge(command: Command, known: Known) -> Iterator[Act]:
    """The act of the command. `hub` is git with more commands, and nobody's any longer."""
    if command.name == "hub":
        yield Act(CommandTier.RISKY, "hub.unknown", "hub is not in the catalogue: use git and gh", tool="hub")
        return
    program = tool.named(command, TOOLS)
    line = tool.understood(command, program)
    if isinstance(line, Act):
        yield line
        return
    if line.path == "api" and _looks(line):
        others = {path: reason for path, reason in program.risky.items() if path != "api"}
        program = program._replace(reads=program.reads | {"api"}, risky=others)
    yield tool.act_of(line, command, program)


def reference() -> Iterator[tuple[str, str, str]]:
    """Every command with its tier and why."""
    for program in TOOLS.values():
        yield from tool.reference(program)
    for name in ("gh", "glab", "tea"):
        yield f"{name} api PATH", "read", "only reads: a GET, or a GraphQL query"


def _looks(line: tool.Line) -> bool:
    """A GET is a read; what is given along makes it a POST, but for queries in GraphQL."""
    said = line.said
    if any(OVERRIDE.search(header) or UNKNOWN in header.partition(":")[0] for header in said.values.get("header", ())):
        return False
    method = said.value("method") or ("POST" if any(flag in said.values for flag in GIVES) else "GET")
    is_graphql = any(word.strip("/").startswith("graphql") for word in line.words)
    return _only_asks(line) if is_graphql else method.upper() in READING


def _only_asks(line: tool.Line) -> bool:
    """Whether it is GraphQL, given literally, and nothing but a query."""
    given = [value for flag in ("field", "raw-field") for value in line.said.values.get(flag, ())]
    queries = [value.partition("=")[2] for value in given if value.startswith("query=")]
    if line.words != ("graphql",) or len(queries) != 1 or any(flag in line.said.values for flag in ("form", "input")):
        return False
    return bool(QUERY.match(queries[0])) and not CHANGES.search(queries[0]) and UNKNOWN not in queries[0]
