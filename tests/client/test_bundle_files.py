"""What `claude plugin validate` does not notice: keys, tools, verbs, flags and links that do not exist."""

from __future__ import annotations

import json
import re
import shlex

import click
import pytest

from firstmate import __version__
from firstmate.entrypoints.cli import cli
from firstmate.errors import ExitCode
from tests.client.bundle import ROOT, Page, names, pages
from tests.client.client import VERSIONS

COMMAND_KEYS = {
    "description",
    "argument-hint",
    "allowed-tools",
    "disallowed-tools",
    "model",
    "disable-model-invocation",
}
KEYS = {
    "command": COMMAND_KEYS,
    "skill": COMMAND_KEYS | {"name"},
    "agent": {"name", "description", "tools", "disallowedTools", "model", "skills"},
}
TOOLS = {"Agent", "AskUserQuestion", "Bash", "Edit", "Glob", "Grep", "Read", "Skill", "Write"}
WRITERS = {"Edit", "Write"}
MODELS = {"haiku", "sonnet", "opus"}
LONGEST = {"command": 60, "agent": 120, "skill": 300}
CODE = ' 2>&1; echo "exit code $?"'

every_page = pytest.mark.parametrize("page", pages(), ids=str)


def tools(page: Page) -> list[str]:
    """The tools of an agent, `Agent(a, b)` kept in one piece."""
    return re.findall(r"\w+(?:\([^)]*\))?", page.meta["tools"])


def page_of(kind: str, name: str) -> Page:
    return next(page for page in pages() if (page.kind, page.name) == (kind, name))


def test_the_bundle_is_what_the_table_of_names_says() -> None:
    """Just these commands, agents and skills."""
    assert names("command") == {"cluster-status", "deploy-app", "incident", "orders", "practice", "rollback", "run"}
    skills = {"cluster-health", "gitops-change", "incident-response", "operating-under-orders"}
    assert names("skill") == skills | {"orchestrator"}
    specialists = {"k8s-diagnostician", "argocd-operator", "prometheus-analyst", "git-operator"}
    assert names("agent") == specialists | {"orchestrator"}


@every_page
def test_frontmatter_has_known_keys_only(page: Page) -> None:
    """A misspelt key would be ignored in silence by the client."""
    assert set(page.meta) <= KEYS[page.kind]
    assert page.meta.get("model", "haiku") in MODELS


@every_page
def test_the_description_says_when_in_one_short_line(page: Page) -> None:
    """Descriptions are paid for in every session: 110 characters at most."""
    description = page.meta["description"]
    assert 20 <= len(description) <= 110
    assert "\n" not in description


@every_page
def test_the_name_is_the_files(page: Page) -> None:
    """An agent or a skill is called by the name of its file or folder."""
    assert page.meta.get("name", page.name) == page.name
    assert page.kind == "command" or "name" in page.meta


@every_page
def test_it_is_one_page(page: Page) -> None:
    """Nobody reads more than that, the model included."""
    assert len(page.path.read_text().splitlines()) <= LONGEST[page.kind]


def test_a_command_and_a_skill_never_share_a_name() -> None:
    """The client shows both in one list, where one would hide the other."""
    assert names("command").isdisjoint(names("skill"))


@pytest.mark.parametrize("page", [page for page in pages() if page.kind == "agent"], ids=str)
def test_an_agent_names_tools_models_and_skills_that_exist(page: Page) -> None:
    """Its tools are the client's, its model a tier, its skills in the bundle."""
    assert {tool.partition("(")[0] for tool in tools(page)} <= TOOLS
    assert page.meta["model"] == ("opus" if page.name == "orchestrator" else "sonnet")
    assert {page.meta.get("skills", "cluster-health")} <= names("skill")


@pytest.mark.parametrize("name", ["k8s-diagnostician", "prometheus-analyst", "argocd-operator", "orchestrator"])
def test_only_the_git_operator_writes_files(name: str) -> None:
    """What an agent must not do, it has no tool for."""
    assert WRITERS.isdisjoint(tools(page_of("agent", name)))


def test_the_orchestrator_delegates_to_the_four_under_both_their_names() -> None:
    """Installed as a plugin the agents carry its prefix, and a name that is not listed is refused by the client."""
    four = names("agent") - {"orchestrator"}
    listed = next(tool for tool in tools(page_of("agent", "orchestrator")) if tool.startswith("Agent("))
    assert set(re.findall(r"[\w:-]+", listed)) == {"Agent", *four, *(f"firstmate:{name}" for name in four)}


@every_page
def test_what_runs_at_once_tells_its_exit_code_and_takes_no_arguments(page: Page) -> None:
    """The client gives up on the whole command when such a line fails or is not approved: it does neither."""
    for line in page.runs_at_once:
        assert "$ARGUMENTS" not in line
        command, _, code = line.partition(" 2>&1; ")
        assert code == 'echo "exit code $?"'
        assert approves(page, command)
        assert approves(page, code)


def approves(page: Page, command: str) -> bool:
    """Whether one of the page's rules is this very command, or `prefix:*` with a prefix of it."""
    prefixes = tuple(rule.removesuffix(":*") + " " for rule in page.allowed if rule.endswith(":*"))
    return command in page.allowed or f"{command} ".startswith(prefixes)


@every_page
def test_every_verb_and_flag_of_firstmate_exists(page: Page) -> None:
    """Each `firstmate …` that a page shows or approves is one that the CLI knows."""
    for text in page.code:
        if text.startswith("firstmate "):
            check_usage(text)


def check_usage(text: str) -> None:
    """Walk the words of `firstmate status|diff -n x --json` down the click tree; fail at the first it does not know."""
    simple = re.split(r"[;&<>*:]", text.removeprefix("firstmate "))[0]
    verbs, *rest = shlex.split(simple)
    for verb in verbs.split("|"):
        command = subcommand(cli, verb)
        assert command, f"`{text}`: no verb {verb}"
        for word in rest:
            command = check_word(command, word, text)


def check_word(command: click.Command, word: str, text: str) -> click.Command:
    """A flag must be the command's own (`-` is standard input); a word may be a verb below it, then the command."""
    flags = {flag for parameter in command.params for flag in parameter.opts}
    assert not word.startswith("-") or word in flags | {"--help", "-"}, f"`{text}`: no flag {word}"
    if word.startswith("-") or not isinstance(command, click.Group):
        return command
    below = subcommand(command, word)
    assert below, f"`{text}`: no verb {word}"
    return below


def subcommand(group: click.Group, name: str) -> click.Command | None:
    return group.get_command(click.Context(group), name)


@pytest.mark.parametrize(
    "wrong", ["firstmate heal", "firstmate status --fast", "firstmate status|heal", "firstmate diff -x"]
)
def test_a_verb_or_flag_that_does_not_exist_is_noticed(wrong: str) -> None:
    """The check above can fail."""
    with pytest.raises(AssertionError, match=re.escape(wrong)):
        check_usage(wrong)


def test_the_flags_that_cluster_health_explains_are_flags_of_status() -> None:
    """Its table names them without the verb."""
    rows = re.findall(r"^\| (`-[^|]*) \|", page_of("skill", "cluster-health").body, re.MULTILINE)
    assert rows
    for flag in re.findall(r"`([^`]+)`", "".join(rows)):
        check_usage(f"firstmate status {flag}")


def test_the_exit_codes_that_cluster_health_explains_are_all_of_them() -> None:
    """One row for each, no other."""
    rows = re.findall(r"^\| (\d) \|", page_of("skill", "cluster-health").body, re.MULTILINE)
    assert [int(row) for row in rows] == [code.value for code in ExitCode]


@every_page
def test_links_and_names_of_the_bundle_resolve(page: Page) -> None:
    """A relative link leads to a file, `firstmate:NAME` to an agent or skill."""
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.body):
        assert (page.path.parent / link).exists(), link
    for name in re.findall(r"firstmate:([a-z][\w-]*)", page.body):
        assert name in names("agent") | names("skill") | names("command")


@pytest.mark.parametrize("link", ["commands/project", "agents", "skills"])
def test_a_checkout_offers_the_bundle_without_installing(link: str) -> None:
    """The links in .claude are relative and lead to the bundle's own folders."""
    path = ROOT / ".claude" / link
    assert not path.readlink().is_absolute()
    assert path.resolve() == ROOT / link.partition("/")[0]


def test_the_manifests_carry_the_packages_version() -> None:
    """Otherwise the client would not see that there is something newer."""
    plugin = json.loads((ROOT / ".claude-plugin/plugin.json").read_text())
    marketplace = json.loads((ROOT / ".claude-plugin/marketplace.json").read_text())
    assert plugin["version"] == __version__
    assert [entry["version"] for entry in marketplace["plugins"]] == [__version__]


def test_the_docs_name_everything_in_the_bundle() -> None:
    """docs/claude-code.md has each command, agent and skill, agents with their model, and the clients tried."""
    text = (ROOT / "docs" / "claude-code.md").read_text()
    for page in pages():
        assert f"`/project:{page.name}" in text or f"`{page.name}`" in text
        assert page.kind != "agent" or f"| `{page.name}` | {page.meta['model']} |" in text
    for version in VERSIONS:
        assert version in text
