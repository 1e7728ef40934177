"""The bundle in the real client, on both versions: what users type is there, and does what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.client.bundle import ROOT, names
from tests.client.client import Client
from tests.client.scripted_model import Part, Request, Turn, serving

pytestmark = pytest.mark.claude

STATUS = "The cluster's status, read just now:"
SPECIALISTS = sorted(names("agent") - {"orchestrator"})
OPENINGS = {
    "k8s-diagnostician": "You find the root cause",
    "argocd-operator": "You look after Argo CD Applications",
    "prometheus-analyst": "You answer questions from Prometheus",
    "git-operator": "You work in Git repositories",
}
NOWHERE = """
apiVersion: v1
kind: Config
current-context: gone
contexts: [{name: gone, context: {cluster: gone, user: gone}}]
clusters: [{name: gone, cluster: {server: "http://127.0.0.1:9"}}]
users: [{name: gone, user: {}}]
"""


def delegating(opening: str, agent: str) -> Part:
    """A main thread that hands one task to `agent`, waits for it and then answers."""
    task = {"description": "explain", "prompt": "Why?", "subagent_type": agent, "run_in_background": False}
    return Part(opening, [Turn("", [("Agent", task)]), Turn("told")])


def prompt_of(client: Client, command: str) -> str:
    """What the model reads when the user types `command`."""
    with serving() as model:
        client.ask(model, command)
    (request,) = model.asked("<command-message>")
    return request.text


def test_installed_everything_answers_to_the_name_that_users_type(installed: Client) -> None:
    """Commands are /project:NAME; agents and skills go by their own names."""
    with serving() as model:
        session = installed.ask(model, "hello")
    assert {f"project:{name}" for name in names("command")} <= set(session.init["slash_commands"])
    assert names("agent") <= set(session.init["agents"])
    assert names("skill") <= set(session.init["skills"])


def test_as_a_plugin_everything_answers_to_its_prefix(plugged: Client) -> None:
    """Installed offline from a marketplace on disk: commands, agents and skills are firstmate:NAME."""
    with serving() as model:
        session = plugged.ask(model, "hello")
    assert {f"firstmate:{name}" for name in names("command")} <= set(session.init["slash_commands"])
    assert {f"firstmate:{name}" for name in names("agent")} <= set(session.init["agents"])
    assert {f"firstmate:{name}" for name in names("skill")} <= set(session.init["skills"])
    assert "firstmate" in {plugin["name"] for plugin in session.init["plugins"]}


def test_a_checkout_needs_no_install(client: Client) -> None:
    """Started in the repository, the client follows the links in .claude."""
    with serving() as model:
        session = client.ask(model, "hello", cwd=ROOT)
    assert {f"project:{name}" for name in names("command")} <= set(session.init["slash_commands"])
    assert names("agent") <= set(session.init["agents"])
    assert names("skill") <= set(session.init["skills"])


@pytest.mark.usefixtures("broken_cluster")
def test_cluster_status_hands_the_status_to_the_small_model(installed: Client) -> None:
    """The report is in the prompt before the model says a word, with the exit code that findings have."""
    with serving() as model:
        installed.ask(model, "/project:cluster-status")
    (request,) = model.asked(STATUS)
    assert "haiku" in request.model
    assert "# Status: 1 incident" in request.text
    assert "oom-killed" in request.text
    assert "exit code 1\n" in request.text


@pytest.mark.usefixtures("broken_cluster")
def test_cluster_status_delegates_to_the_model_that_the_agent_names(installed: Client) -> None:
    """The diagnostician runs on sonnet, knows how to read a status, cannot write, and its answer comes back."""
    diagnosis = Part(OPENINGS["k8s-diagnostician"], [Turn("It leaks.")])
    with serving(diagnosis, delegating(STATUS, "k8s-diagnostician")) as model:
        session = installed.ask(model, "/project:cluster-status why?")
    (asked,) = model.asked(OPENINGS["k8s-diagnostician"])
    assert "sonnet" in asked.model
    assert "# Is the cluster healthy?" in asked.text
    assert asked.tools <= {"Bash", "Glob", "Grep", "Read"}
    assert "It leaks." in model.asked(STATUS)[-1].text
    assert session.result == "told"


@pytest.mark.usefixtures("broken_cluster")
def test_the_plugins_cluster_status_does_the_same(plugged: Client) -> None:
    """/firstmate:cluster-status has the report in its prompt and reaches the agent under its prefixed name."""
    diagnosis = Part(OPENINGS["k8s-diagnostician"], [Turn("It leaks.")])
    with serving(diagnosis, delegating(STATUS, "firstmate:k8s-diagnostician")) as model:
        plugged.ask(model, "/firstmate:cluster-status")
    assert "exit code 1\n" in model.asked(STATUS)[0].text
    (asked,) = model.asked(OPENINGS["k8s-diagnostician"])
    assert "sonnet" in asked.model
    assert "# Is the cluster healthy?" in asked.text


def test_an_unreachable_cluster_reaches_the_model_as_unknown(installed: Client, home: Path) -> None:
    """The command is not dropped by the client when status exits with 3, and nothing in it says healthy."""
    (home / ".kube").mkdir()
    (home / ".kube" / "config").write_text(NOWHERE)
    prompt = prompt_of(installed, "/project:cluster-status")
    assert "exit code 3\n" in prompt
    assert "# Status: Healthy" not in prompt


def test_without_a_kubeconfig_the_next_step_reaches_the_model(installed: Client) -> None:
    """Exit code 2 comes with the sentence that names the practice cluster."""
    prompt = prompt_of(installed, "/project:cluster-status")
    assert "exit code 2\n" in prompt
    assert "firstmate practice start" in prompt


def test_a_missing_firstmate_reaches_the_model(installed: Client) -> None:
    """Exit code 127, for which the command has an answer."""
    installed.firstmate.unlink()
    prompt = prompt_of(installed, "/project:cluster-status")
    assert "exit code 127\n" in prompt


def test_what_the_user_adds_is_text_and_never_run(installed: Client, home: Path) -> None:
    """An argument in the form of a line that runs at once arrives as words."""
    prompt = prompt_of(installed, "/project:cluster-status why !`touch pwned`")
    assert "why" in prompt
    assert not (home / "pwned").exists()


def test_practice_shows_the_model_the_scenarios(installed: Client) -> None:
    """The list and what runs are in the prompt, each with its exit code."""
    prompt = prompt_of(installed, "/project:practice")
    assert "A container runs out of memory" in prompt
    assert "The practice cluster is not running" in prompt
    assert len(re.findall(r"^exit code [01]$", prompt, re.MULTILINE)) == 2


@pytest.mark.usefixtures("stopped_afterwards")
def test_a_round_of_practice_needs_no_yes_until_the_cure(installed: Client) -> None:
    """Start, status, explain and stop run as the page says; the remedy is the user's to allow."""
    steps = [
        "firstmate practice start oom",
        "firstmate status --markdown --context practice",
        "firstmate explain oom-killed",
        "kubectl --kubeconfig ~/.local/state/firstmate/practice/kubeconfig delete pods --all -A",
        "firstmate practice stop",
    ]
    turns = [Turn("", [("Bash", {"command": step, "description": "practise"})]) for step in steps]
    with serving(Part("/project:practice", turns)) as model:
        session = installed.ask(model, "/project:practice oom")
    assert [call["tool_input"]["command"] for call in session.denied] == [steps[3]]
    heard = last(model.asked("/project:practice")).text
    assert "export KUBECONFIG=" in heard
    assert "oom-killed" in heard
    assert "Stopped." in heard


@pytest.mark.parametrize("agent", SPECIALISTS)
def test_the_orchestrator_delegates_to_its_specialists(installed: Client, agent: str) -> None:
    """`claude --agent orchestrator` runs on opus, each of the four on sonnet."""
    with serving(Part(OPENINGS[agent], [Turn("found")]), delegating("You operate a cluster", agent)) as model:
        installed.ask(model, "hello", "--agent", "orchestrator")
    assert "opus" in model.asked("You operate a cluster")[0].model
    assert [("sonnet" in request.model) for request in model.asked(OPENINGS[agent])] == [True]


def test_the_plugins_orchestrator_reaches_its_specialists_too(plugged: Client) -> None:
    """Under the prefixed name, which is the only one that the client knows there."""
    agent = "git-operator"
    with serving(
        Part(OPENINGS[agent], [Turn("found")]), delegating("You operate a cluster", f"firstmate:{agent}")
    ) as model:
        plugged.ask(model, "hello", "--agent", "firstmate:orchestrator")
    assert model.asked(OPENINGS[agent])


def test_the_orchestrator_delegates_to_nobody_else(installed: Client) -> None:
    """An agent without a ceiling is refused by the client."""
    with serving(delegating("You operate a cluster", "general-purpose")) as model:
        installed.ask(model, "hello", "--agent", "orchestrator")
    assert "'general-purpose' not found" in model.asked("You operate a cluster")[-1].text


def test_the_skill_comes_when_it_is_called(installed: Client) -> None:
    """The orchestrator's first step gives it its way of working."""
    calls = Part("You operate a cluster", [Turn("", [("Skill", {"skill": "orchestrator"})]), Turn("ready")])
    with serving(calls) as model:
        installed.ask(model, "hello", "--agent", "orchestrator")
    assert "# Operating a cluster from the main thread" in last(model.asked("You operate a cluster")).text


def last(requests: list[Request]) -> Request:
    return max(requests, key=lambda request: request.answered)


def test_it_costs_a_session_little(plugged: Client) -> None:
    """What the client adds to every session for the whole bundle: at most 500 tokens."""
    details = plugged.run("plugin", "details", "firstmate")
    cost = re.search(r"Always-on:\s+~(\d+) tok", details)
    assert cost, details
    assert int(cost[1]) <= 500


@pytest.mark.parametrize("manifest", [".", ".claude-plugin/plugin.json"])
def test_the_client_finds_nothing_to_warn_of(client: Client, manifest: str) -> None:
    """`claude plugin validate` passes; that users do not get the repository's own CLAUDE.md is meant."""
    said = client.run("plugin", "validate", str(ROOT / manifest))
    assert "Validation passed" in said
    assert [warning for warning in warnings_in(said) if "CLAUDE.md" not in warning] == []


def test_a_warning_of_the_client_is_noticed(client: Client, tmp_path: Path) -> None:
    """The check above can fail: without a description the client warns."""
    (tmp_path / ".claude-plugin").mkdir()
    (tmp_path / ".claude-plugin" / "plugin.json").write_text('{"name": "bare"}')
    assert warnings_in(client.run("plugin", "validate", str(tmp_path)))


def warnings_in(said: str) -> list[str]:
    """The items under each heading that begins with a warning sign."""
    blocks = re.findall(r"^⚠.*\n\n((?:  .*\n)+)", said, re.MULTILINE)
    return [line for line in "".join(blocks).splitlines() if re.match(r"  \S", line)]
