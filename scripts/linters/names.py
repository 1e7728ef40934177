"""The names that a page uses: agents, skills, slash commands, workflows and actions that have to exist."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linters.pages import Finding, Page, Piece
from linters.world import World

CLIENTS_AGENTS = frozenset({"general-purpose", "Explore", "Plan"})
SLASH = re.compile(r"(?<![\w/])/(?:project|firstmate):([a-z][\w-]*)")
PREFIXED = re.compile(r"(?<!/)\bfirstmate:([a-z][\w-]*)")
SORTS = ("agent", "skill", "workflow", "action")
OF_A_PHASE = re.compile(r"phase(\d+|N)-")
NAMED = {sort: re.compile(rf"\b{sort}s?:? `(?:firstmate:)?([a-z][\w.-]*)`") for sort in SORTS}
STEP = re.compile(r"[ -]*(action|check|agent): ([a-z][\w.-]*)$")
IN_AGENT_LIST = re.compile(r"\bAgent\(([^)]*)\)")


def check(page: Page, world: World) -> Iterator[Finding]:
    """Each name that is nobody's."""
    known = {
        "agent": world.names("agent") | CLIENTS_AGENTS,
        "skill": world.names("skill"),
        "workflow": world.workflows | shown_workflows(page),
        "command": world.names("command"),
        "action": world.actions,
        "check": world.checks,
    }
    known["bundle"] = known["agent"] | known["skill"] | known["command"]
    for sort, piece in _named(page):
        if piece.text not in known[sort]:
            what = "part of the bundle" if sort == "bundle" else sort
            yield Finding(page.path, piece.line, f"there is no {what} {piece.text}")


def check_bundle(world: World) -> Iterator[Finding]:
    """A command and a skill are one list in the client: of two with a name, one would hide the other."""
    for page in world.pages:
        if page.kind == "command" and page.name in world.names("skill"):
            yield Finding(page.path, 1, f"the skill {page.name} has the same name")


def shown_workflows(page: Page) -> frozenset[str]:
    """Those that the page itself writes out as an example."""
    return frozenset(name for block in page.blocks for name in re.findall(r"^name: (\S+)", block.text, re.MULTILINE))


def _named(page: Page) -> Iterator[tuple[str, Piece]]:
    """What is named, as what."""
    for piece in page.matches(SLASH):
        if not OF_A_PHASE.match(piece.text):  # rendered for the user's own site
            yield "command", piece
    for piece in page.matches(PREFIXED):
        yield "bundle", piece
    for sort, pattern in NAMED.items():
        for piece in page.matches(pattern):
            yield sort, piece
    for header, cell in page.cells:
        sort = header.partition(" ")[0]
        if sort in SORTS and (span := re.match(r"`([a-z][\w.-]*)`", cell.text)):
            yield sort, Piece(cell.line, span[1])
    for block in page.blocks:
        if block.language == "yaml" and "steps:" in block.text:
            yield from _in_steps(block)
    if page.kind in ("agent", "command", "skill"):
        yield from _in_head(page)


def _in_steps(block: Piece) -> Iterator[tuple[str, Piece]]:
    """What the steps of a workflow name."""
    for number, text in enumerate(block.text.splitlines(), block.line):
        if step := STEP.match(text):
            yield step[1], Piece(number, step[2])


def _in_head(page: Page) -> Iterator[tuple[str, Piece]]:
    """Whom a page may delegate to, and which skills it is given."""
    tools = page.field("tools")
    for names in IN_AGENT_LIST.findall(tools.text):
        for name in re.findall(r"[\w:-]+", names):
            yield "agent", Piece(tools.line, name.removeprefix("firstmate:"))
    for key, sort in (("skills", "skill"), ("agent", "agent")):
        for name in re.findall(r"[\w:-]+", page.field(key).text):
            yield sort, Piece(page.field(key).line, name.removeprefix("firstmate:"))
