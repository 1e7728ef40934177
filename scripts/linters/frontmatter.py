"""The head of a command, agent or skill: its keys, its name, what it costs, its model and its tools."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from linters.pages import Finding, Page, Piece
from linters.usage import RULE
from linters.world import World

from firstmate.command_tiers import CommandTier
from firstmate.guard.ceilings import CEILINGS, NONE, READS, Ceiling

COMMAND = frozenset(
    {
        "description", "argument-hint", "allowed-tools", "disallowed-tools", "model", "disable-model-invocation",
        "context", "agent", "hooks",
    }
)  # fmt: skip
KEYS = {
    "command": COMMAND,
    "skill": COMMAND | {"name"},
    # Agents of a plugin may not carry hooks, permissionMode or mcpServers: the client ignores them.
    "agent": frozenset({"name", "description", "tools", "disallowedTools", "model", "skills", "memory", "maxTurns"}),
}
NEEDED = {"command": ("description",), "skill": ("name", "description"), "agent": ("name", "description")}
MODELS = ("haiku", "sonnet", "opus", "inherit")
LONGEST_DESCRIPTION = 110
LONGEST = {"command": 60, "agent": 120, "skill": 300}
# Of both versions of the client that are tried; some come by other names, or only when asked for.
TOOLS = frozenset(
    {
        "Agent", "AskUserQuestion", "Bash", "BashOutput", "CronCreate", "CronDelete", "CronList", "Edit",
        "EnterWorktree", "ExitPlanMode", "ExitWorktree", "Glob", "Grep", "KillShell", "ListAgents", "LS", "Monitor",
        "MultiEdit", "NotebookEdit", "Read", "ReportFindings", "ScheduleWakeup", "SendMessage", "Skill",
        "SlashCommand", "Task", "TaskCreate", "TaskGet", "TaskList", "TaskOutput", "TaskStop", "TaskUpdate",
        "TodoWrite", "ToolSearch", "WebFetch", "WebSearch", "Workflow", "Write",
    }
)  # fmt: skip
WRITERS = frozenset({"Edit", "MultiEdit", "NotebookEdit", "Write"})
MAIN_THREADS = frozenset({"Agent", "AskUserQuestion", "Task"})
TOOL = re.compile(r"([\w*-]+)(?:\((?:[^()]|\([^()]*\))*\))?")
RUN_AT_ONCE_ENDS = '; echo "exit code $?"'
SIMPLE = re.compile(r"""(?:"[^"]*"|'[^']*'|[^;&|"'])+""")


def check(page: Page, world: World) -> Iterator[Finding]:
    """What is wrong with the head; its own trouble hides no other file's."""
    if page.kind == "page":
        return
    if not page.body_starts:
        yield Finding(page.path, 1, "frontmatter is missing, or has no end (a line `---`)")
        return
    for line, what in _findings(page):
        yield Finding(page.path, line, what)


def is_readable(page: Page) -> bool:
    """Whether the frontmatter is YAML; the client would take it in silence where it is not."""
    try:
        return bool(page.fields) or page.kind == "page"
    except yaml.YAMLError:
        return False


def _findings(page: Page) -> Iterator[tuple[int, str]]:
    try:
        page.fields  # noqa: B018 - read here once, for its errors
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        yield line + 1, f"frontmatter is not YAML: {error.problem}"
        return
    yield from _keys(page)
    yield from _said(page)
    yield from _tools(page)
    yield from _runs_at_once(page)
    if page.kind == "agent":
        yield from _ceiling(page)
    if len(page.lines) > LONGEST[page.kind]:
        yield LONGEST[page.kind] + 1, f"more than {LONGEST[page.kind]} lines, the most that {page.kind}s may have"


def _keys(page: Page) -> Iterator[tuple[int, str]]:
    """Keys that the client ignores, reads twice or misses."""
    seen: set[str] = set()
    for key, piece in page.fields:
        if key in seen:
            yield piece.line, f"key {key} stands here twice"
        elif key not in KEYS[page.kind]:
            yield piece.line, f"key {key} is none that a {page.kind} has"
        seen.add(key)
    for key in NEEDED[page.kind]:
        if not page.field(key).text.strip():
            yield page.field(key).line, f"{key} is missing"


def _said(page: Page) -> Iterator[tuple[int, str]]:
    description, name, model = page.field("description"), page.field("name"), page.field("model")
    if len(description.text) > LONGEST_DESCRIPTION:
        longest = f"{LONGEST_DESCRIPTION}: every session pays for it"
        yield description.line, f"description has {len(description.text)} characters of {longest}"
    if name.text and name.text != page.name:
        yield name.line, f"name {name.text} is not that of the file, {page.name}"
    if model.text and model.text not in MODELS:
        yield model.line, f"model {model.text} is none of {', '.join(MODELS)}"


def _tools(page: Page) -> Iterator[tuple[int, str]]:
    for key in ("tools", "disallowedTools", "allowed-tools", "disallowed-tools"):
        piece = page.field(key)
        for tool in tools_of(piece):
            if tool not in TOOLS and not tool.startswith("mcp__"):
                yield piece.line, f"{key} names {tool}, which is no tool of the client"
        if left := TOOL.sub("", piece.text).strip(", "):
            yield piece.line, f"{key} cannot be read at: {left}"


def tools_of(piece: Piece) -> list[str]:
    """The tools of a list, `Bash(…)` and `Agent(…)` by their first word."""
    return TOOL.findall(piece.text)


def _runs_at_once(page: Page) -> Iterator[tuple[int, str]]:
    """The client drops the whole command when such a line fails, or holds a part that is not approved."""
    rules = RULE.findall(page.field("allowed-tools").text)
    for piece in page.runs_at_once:
        if re.search(r"\$(ARGUMENTS|\d|\{)", piece.text):
            yield piece.line, f"`!`{piece.text}`` takes what the user typed: a shell would run it"
        if not piece.text.endswith(RUN_AT_ONCE_ENDS):
            yield piece.line, f"`!`{piece.text}`` may fail: end it with {RUN_AT_ONCE_ENDS}"
        for command in SIMPLE.findall(piece.text.replace(" 2>&1", "")):
            if not _approves(rules, command.strip()):
                yield piece.line, f"allowed-tools does not cover `{command.strip()}`"


def _approves(rules: list[str], command: str) -> bool:
    """Whether a rule is this very command, or `prefix:*` with a prefix of it."""
    prefixes = tuple(rule.removesuffix(":*") + " " for rule in rules if rule.endswith(":*"))
    return command in rules or f"{command} ".startswith(prefixes)


def _ceiling(page: Page) -> Iterator[tuple[int, str]]:
    """What an agent must not do, it has no tool for."""
    tools = page.field("tools")
    if page.name not in CEILINGS:
        yield 1, f"the guard has no ceiling for {page.name}"
        return
    if not tools.text:
        yield page.field("name").line, "tools is missing: the agent would have all of them"
    yield from _said_ceiling(page)
    for tool in tools_of(tools):
        if tool in _beyond(CEILINGS[page.name]):
            yield tools.line, f"tools has {tool}, which is over the ceiling of {page.name}"


def _said_ceiling(page: Page) -> Iterator[tuple[int, str]]:
    """A specialist's page tells its ceiling, and says "read" just where the guard lets it do nothing else."""
    if CEILINGS[page.name] is NONE:
        return
    heading = next((line for line in page.lines if line.startswith("## Ceiling")), "")
    if not heading:
        yield 1, "there is no heading `## Ceiling`"
    elif (heading == "## Ceiling: read") is not (CEILINGS[page.name] is READS):
        yield page.lines.index(heading) + 1, f"`{heading}` is not what the guard lets {page.name} do"


def _beyond(ceiling: Ceiling) -> frozenset[str]:
    """Files are written by who works in Git; the main thread asks people, delegates, and writes none."""
    if ceiling is NONE:
        return WRITERS
    return MAIN_THREADS if ceiling.over("git").rank > CommandTier.READ.rank else WRITERS | MAIN_THREADS
