"""A run as a process of its own: rehearsed, it writes nothing; killed around any write, it does each of them once."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_run import Terminal
from tests.services.actions.git_kit import DEPLOYMENT, HOME
from tests.support.forge import FakeGitea, gitea
from tests.support.git_server import TOKEN

STEPS = """\
  - id: change
    action: git.propose-change
    with: {repo: ops/home, path: apps/web, set: {replicas: "+1"}, preflight: false}
  - id: say
    action: forge.comment
    with: {repo: ops/home, pull: "{{ steps.change.output.pull }}", text: It is proposed.}
  - id: close
    action: forge.close
    with: {repo: ops/home, pull: "{{ steps.change.output.pull }}"}
"""
WRITES = {"branch": "git-receive-pack", "pull request": "/pulls", "comment": "/comments", "closing": "/pulls/1"}
METHODS = {"branch": "POST", "pull request": "POST", "comment": "POST", "closing": "PATCH"}


@pytest.fixture
def terminal(home: Path) -> Iterator[Terminal]:
    made = Terminal(home)
    made.env["FIRSTMATE_FORGE_TOKEN"] = TOKEN
    (made.workflows / "propose.yaml").write_text(f"schema: 1\nname: propose\ndescription: A test.\nsteps:\n{STEPS}")
    yield made
    made.close()


@pytest.fixture
def forge(tmp_path: Path, terminal: Terminal) -> Iterator[FakeGitea]:
    with gitea(tmp_path) as made:
        made.server.bare(files=HOME)
        site = f"schema: 1\nforges: [{{kind: gitea, url: '{made.url}'}}]\n"
        (terminal.home / ".config/firstmate/site.yaml").write_text(site)
        yield made


def test_a_dry_run_says_what_it_would_and_writes_nothing(terminal: Terminal, forge: FakeGitea) -> None:
    """The change with its tier and commands; the forge is only read."""
    ran = terminal("run", "propose", "--dry-run")

    assert ran.returncode == 0, ran.stderr
    assert "safe" in ran.stdout
    assert "tea pulls create" in " ".join(ran.stdout.replace("│", " ").split())
    written = [path for method, path in forge.server.asked if method != "GET" and "git-upload-pack" not in path]
    assert written == []
    assert forge.bare().branches() == ["main"]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("write", WRITES)
def test_a_run_that_is_killed_around_a_write_does_it_once(
    terminal: Terminal, forge: FakeGitea, write: str, moment: str
) -> None:
    """Whether the forge has done it when the process ends, or not."""
    process = terminal.start("run", "propose")
    killed = []

    def kill(what: str) -> None:
        when, method, path = what.split(" ", 2)
        if not killed and (when, method) == (moment, METHODS[write]) and path.endswith(WRITES[write]):
            killed.append(what)
            process.send_signal(signal.SIGKILL)
            process.wait()

    forge.server.watch = kill
    process.communicate(timeout=60)
    assert killed

    resumed = terminal("run", "resume")

    assert resumed.returncode == 0, resumed.stderr
    ((number, pull),) = forge.pulls.items()
    assert (number, pull["state"]) == (("ops/home", 1), "closed")
    assert len(forge.comments["ops/home", 1]) == 1
    assert forge.bare().branches() == [pull["head"], "main"]
    changed = forge.bare().text("apps/web/deployment.yaml", pull["head"])
    assert changed == DEPLOYMENT.replace("replicas: 2", "replicas: 3")
    assert terminal.runs()[0]["state"] == "done"
