"""The linter of the bundle: every planted fault is found by file and line, and nothing else is."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from linters.bundle import check, lint, main
from linters.pages import Page, read
from linters.world import World, look

ROOT = Path(__file__).parents[2]
PARTS = (".claude-plugin", "agents", "commands", "knowledge", "skills", "workflows")


@dataclass(frozen=True)
class Fault:
    """`old` in a file of the bundle becomes `new`; `says` is what the linter has to tell about that line."""

    file: str
    old: str
    new: str
    says: str
    below: int = 0
    """How many lines below the change it is told."""
    line: int = 0
    """The line where it is told, when that has nothing to do with the change's."""

    def __str__(self) -> str:
        return self.says.replace(" ", "-").replace("`", "")


ORDERS, STATUS, PRACTICE = "commands/orders.md", "commands/cluster-status.md", "commands/practice.md"
HEALTH, ORCHESTRATE = "skills/cluster-health/SKILL.md", "skills/orchestrator/SKILL.md"
DIAGNOSTICIAN, CAPTAIN, GIT = "agents/k8s-diagnostician.md", "agents/orchestrator.md", "agents/git-operator.md"
PLUGIN = ".claude-plugin/plugin.json"
TITLE = "# Is the cluster healthy?"

FAULTS = [
    # the head
    Fault(ORDERS, "model: haiku", "modle: haiku", "key modle is none that a command has"),
    Fault(GIT, "model: sonnet", "model: sonnet\nmodel: sonnet", "key model stands here twice", below=1),
    Fault(HEALTH, "name: cluster-health\n", "", "name is missing", line=1),
    Fault(STATUS, "description: ", f"description: {'very ' * 20}", "characters of 110"),
    Fault(HEALTH, "name: cluster-health", "name: cluster-healthy", "name cluster-healthy is not that of the file"),
    Fault(ORDERS, "model: haiku", "model: gpt", "model gpt is none of"),
    Fault(ORDERS, "description: ", "description: this: ", "frontmatter is not YAML"),
    Fault(ORDERS, "---\n", "\n", "frontmatter is missing, or has no end"),
    Fault("commands/orchestrator.md", "", "---\ndescription: The same name as a skill\n---\n", "has the same name"),
    Fault(CAPTAIN, "You are the main thread", "\n" * 120 + "You", "more than 120 lines", line=121),
    # tools and ceilings
    Fault(GIT, "Read, Grep", "Reed, Grep", "tools names Reed, which is no tool of the client"),
    Fault(DIAGNOSTICIAN, "tools: Read", "tools: Edit, Read", "tools has Edit, which is over the ceiling"),
    Fault(GIT, "tools: Read", "tools: AskUserQuestion, Read", "tools has AskUserQuestion, which is over the ceiling"),
    Fault("agents/helper.md", "", "---\nname: helper\ndescription: Helps\n---\n", "guard has no ceiling for helper"),
    Fault(DIAGNOSTICIAN, "## Ceiling: read", "## Ceiling: read, restart", "is not what the guard lets"),
    Fault(GIT, "## Ceiling", "## Limits", "there is no heading `## Ceiling`", line=1),
    # what runs at once
    Fault(STATUS, "--markdown 2>&1;", "--markdown -n $ARGUMENTS 2>&1;", "takes what the user typed"),
    Fault(STATUS, "!`firstmate status --markdown 2", "!`firstmate diff 2", "it needs BEFORE"),
    Fault(ORDERS, "!`firstmate orders show 2", "!`firstmate doctor 2", "does not cover `firstmate doctor`"),
    Fault(ORDERS, 'list 2>&1; echo "exit code $?"', "list", "may fail: end it with"),
    # names
    Fault(STATUS, "the agent `k8s-diagnostician`", "the agent `k8s-doctor`", "there is no agent k8s-doctor"),
    Fault(STATUS, "`firstmate:k8s-diagnostician`", "`firstmate:k8s-doctor`", "no part of the bundle k8s-doctor"),
    Fault(CAPTAIN, "Agent(k8s-diagnostician", "Agent(k8s-doctor", "there is no agent k8s-doctor"),
    Fault(ORCHESTRATE, "| `git-operator` |", "| `git-pusher` |", "there is no agent git-pusher"),
    Fault(ORCHESTRATE, "the skill `cluster-health`", "the skill `health`", "there is no skill health"),
    Fault(DIAGNOSTICIAN, "skills: cluster-health", "skills: health", "there is no skill health"),
    Fault("commands/deploy-app.md", "`/project:run`", "`/project:carry`", "there is no command carry"),
    Fault("skills/incident-response/SKILL.md", "| `scale` |", "| `grow` |", "there is no workflow grow"),
    Fault("skills/gitops-change/SKILL.md", "`git.propose-change`", "`git.propose`", "there is no action git.propose"),
    # links
    Fault(HEALTH, TITLE, "# A [page](../orchestrator/PAGE.md)", "link ../orchestrator/PAGE.md: there is no such file"),
    Fault(HEALTH, TITLE, "# A [page](../orchestrator/SKILL.md#no)", "skills/orchestrator/SKILL.md has no heading #no"),
    Fault(HEALTH, TITLE, "# See knowledge/nowhere.md", "there is no knowledge/nowhere.md"),
    Fault(PLUGIN, '"type": "command"', '"note": "${CLAUDE_PLUGIN_ROOT}/hooks/gone.py"', "there is no hooks/gone.py"),
    Fault(PLUGIN, '"license"', "license", "it is not JSON"),
    # the command line
    Fault(HEALTH, "`firstmate explain CODE`", "`firstmate explane CODE`", "'explane'. Did you mean explain?"),
    Fault(HEALTH, "`firstmate status --markdown` reads", "`firstmate status --fast` reads", "No such option '--fast'."),
    Fault(HEALTH, "Bash(firstmate diff:*)", "Bash(firstmate compare:*)", "No such command 'compare'"),
    Fault(HEALTH, "`firstmate diff before.json after.json`", "`firstmate diff a.json`", "it needs AFTER"),
    Fault(HEALTH, "`firstmate explain CODE`", "`K=1 firstmate log | less && firstmate lag`", "No such command 'lag'"),
    Fault(HEALTH, "`firstmate explain CODE`", "`firstmate explain ONE TWO`", "it takes no further argument TWO"),
    Fault(HEALTH, "`firstmate explain CODE`", "`firstmate explain oom-kill`", "there is no rule oom-kill"),
    Fault(HEALTH, TITLE, "<!-- see\n`firstmate staatus` -->", "No such command 'staatus'", below=1),
    Fault(HEALTH, "`firstmate explain CODE`", "`firstmate status --severity bad`", "'bad' is not one of"),
    Fault(PRACTICE, "`firstmate practice stop`.", "`firstmate practice start fire`.", "there is no scenario fire"),
    Fault(ORCHESTRATE, "`firstmate status --markdown`. Exit", "`firstmate knowledge chess`. Exit", "no page chess"),
    Fault(ORCHESTRATE, "`firstmate status --markdown`. Exit", "`firstmate run next chess`. Exit", "no workflow chess"),
    Fault(ORCHESTRATE, "`firstmate status --markdown`. Exit", "`firstmate run chess`. Exit", "no workflow chess"),
    Fault(DIAGNOSTICIAN, "site show --for k8s-diagnostician", "site show --for k8s-doctor", "no agent k8s-doctor"),
    # blocks
    Fault(HEALTH, TITLE, "```sh\nls", "this block has no end"),
    Fault(HEALTH, TITLE, "```sh\nls\nif true; then ls\n```", "no shell can read this", below=2),
    Fault(HEALTH, TITLE, "```sh\nls\nfirstmate status \\\n  --fast\n```", "No such option '--fast'.", below=2),
]  # fmt: skip


@pytest.fixture(scope="module")
def world() -> World:
    """What there is in this repository."""
    return look(ROOT, read(ROOT))


def copied(to: Path) -> Path:
    """The bundle, to be spoilt."""
    for part in PARTS:
        shutil.copytree(ROOT / part, to / part, ignore=shutil.ignore_patterns("reference"))
    return to


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """What is found in a copy: links out of the bundle lead nowhere there."""
    return {(finding.path, finding.what) for finding in lint(copied(tmp_path_factory.mktemp("sound")))}


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_planted_fault_is_found_where_it_stands(tmp_path: Path, before: set[tuple[str, str]], fault: Fault) -> None:
    """By its file and line, as the only one that was not there before."""
    copy = copied(tmp_path)
    file = copy / fault.file
    text = file.read_text() if fault.old else ""
    assert fault.old in text
    file.write_text(text.replace(fault.old, fault.new, 1))
    line = fault.line or text[: text.index(fault.old)].count("\n") + 1 + fault.below
    found = [finding for finding in lint(copy) if (finding.path, finding.what) not in before]
    assert [(f.path, f.line) for f in found if fault.says in f.what] == [(fault.file, line)], found


def test_nothing_is_wrong_in_the_repository() -> None:
    """Not in the bundle, nor in any other page."""
    assert lint(ROOT) == []


def test_findings_are_printed_and_counted_in_the_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """FILE:LINE: what, one a line, and 1; nothing and 0 where all is well."""
    page = tmp_path / "README.md"
    monkeypatch.setattr("sys.argv", ["bundle", str(tmp_path)])
    page.write_text("# Sound\n")
    assert (main(), capsys.readouterr().out) == (0, "")
    page.write_text("# Spoilt\n\n[gone](gone.md)\n")
    assert (main(), capsys.readouterr().out) == (1, "README.md:3: link gone.md: there is no such file\n")


QUIET = [
    # verbs, written as people write them
    "`firstmate status|explain|diff` and `firstmate run pause|cancel RUN`",
    "`firstmate explain`, `firstmate run report`, `firstmate approvals deny`: named, not used",
    "`firstmate status --save` and `firstmate guard check` want more when they are run",
    "`firstmate freeze [--for 2h] [--why TEXT]`",
    "`firstmate run report RUN STEP --ticket … --output -`",
    "`firstmate run next NAME -i key=value …`",
    "`firstmate guard check 'kubectl get pods | head; rm -rf /'`",
    "`firstmate status --json | jq .incidents > out.json 2>&1`",
    "`KUBECONFIG=./k firstmate status`, `sudo firstmate doctor`, `firstmate --version`, `firstmate status --help`",
    "`firstmate VERB --help`, `firstmate explain <CODE>`, `firstmate explain $CODE`",
    "`firstmate run ./my-own.yaml`, `firstmate explain oom-killed`, `firstmate knowledge reference/actions`",
    "`firstmated status`, `apt install firstmate`, the `firstmate` package",
    "a span that goes over the end of a line: `firstmate status\n--markdown`",
    "```sh\nfirstmate status --markdown  # causes first\nfirstmate status \\\n  --json\n```",
    "```text\n  firstmate status --save FILE    keep what was seen, whole\n```",
    "```yaml\nschema: 1\nname: own\nsteps:\n  - action: git.propose-change\n```\n\n`firstmate run own -i a=b`",
    # names
    "`/project:cluster-status`, `/firstmate:orders`, `/project:phase1-foundation`, `/project:phaseN-…`, `/project:*`",
    "the agents `git-operator` and `firstmate:k8s-diagnostician`; the agent `Explore` is the client's",
    "the field `status.conditions` and the module `systemd.services` are no actions",
    # links
    "[out](https://example.org/x.md#y), [mail](mailto:a@b.org), [here](#the-fourth--last)\n\n## The fourth & last",
    "[a page](README.md#firstmate), [a folder](docs/), ![a picture](docs/images/), <a href='README.md'>this</a>",
    "## Twice\n\n## Twice\n\n[the second](#twice-1)",
    "<a id='own'></a>\n\n[named by hand](#own)",
    "`PRPs/NAME.md`, `~/docs/mine.md`, `/srv/knowledge/x.md`: not of this repository",
    # blocks
    "- a list\n\n  ```sh\n  ls\n  ```\n\n> ```sh\n> ls\n> ```",
    "~~~\n```\n~~~",
    "```sh untried\nfor i in 1 2; do echo $i; done\n```",
    "```nix\n{ x = ''if then''; }\n```",
]  # fmt: skip


@pytest.mark.parametrize("text", QUIET)
def test_what_is_right_is_left_alone(world: World, text: str) -> None:
    """Placeholders, alternatives, mentions, other people's names and links that lead somewhere."""
    assert list(check(Page("page.md", "page", text), world)) == []


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        ("firstmate status --only", "requires an argument"),
        ("firstmate workflow", "it needs a verb after it"),
        ("firstmate diff before.json", "it needs AFTER"),
        ("firstmate run skip RUN STEP", "it needs --why"),
        ("firstmate practice start --port high", "'high' is not a valid integer"),
        ("ls | firstmate statsu", "Did you mean status?"),
    ],
)
def test_in_a_shell_block_a_command_is_whole(world: World, command: str, wrong: str) -> None:
    """What stands there is copied into a terminal: nothing that it needs may be left out."""
    (finding,) = check(Page("page.md", "page", f"```sh\ntrue\n{command}\n```"), world)
    assert wrong in finding.what
    assert finding.line == 3
