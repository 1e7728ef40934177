"""The shipped deploy-app with the real client: the git-operator writes the manifest, a person approves, it runs."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from firstmate.adapters.approval_store import ApprovalStore
from tests.cli.test_deploy import FILE, MANIFEST, SHIPPED, WISH
from tests.client.client import Client
from tests.client.scripted_model import Part, Turn, serving
from tests.support.forge import FakeGitea, gitea
from tests.support.git_server import TOKEN

pytestmark = pytest.mark.claude

GIT = "You work in Git repositories"
PASSPHRASE = "correct horse battery"
LOOK = Turn("", [("Bash", {"command": "kubectl get nodes -o wide", "description": "what fits"})])
ANSWER = Turn(f"It fits.\n```json\n{json.dumps({'files': {FILE: MANIFEST}, 'why': 'It is small.'})}\n```")
INPUTS = [f"wish={WISH}", "app=web", "namespace=web", "workload=web"]


class Captain:
    """A person with two terminals, in a home with the client and the bundle."""

    def __init__(self, client: Client, forge: FakeGitea) -> None:
        self.home, self.forge = client.home, forge
        (client.home / ".local/bin/claude").symlink_to(client.binary)
        noting = f'echo "${{FIRSTMATE_FORGE_TOKEN:-none}}" >> {self.home}/seen'
        seeing = client.home / ".local/bin/kubectl"
        seeing.write_text(f'#!/bin/sh\n{noting}\nexec {shutil.which("kubectl")} "$@"\n')
        seeing.chmod(0o755)
        practice = client.home / ".local/state/firstmate/practice/kubeconfig"
        self.env = {
            **client.environment("http://127.0.0.1:1"),
            "FIRSTMATE_FORGE_TOKEN": TOKEN,
            "KUBECONFIG": str(practice),
            "PATH": f"{client.home}/.local/bin:{os.environ['PATH']}",
        }
        self.started: list[subprocess.Popen[str]] = []
        self.store = ApprovalStore(str(client.home / ".local/state/firstmate"))

    def run(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "firstmate", *arguments]
        pipe = subprocess.PIPE
        started = subprocess.Popen(command, env=self.env, cwd=self.home, stdout=pipe, stderr=pipe, text=True)
        self.started.append(started)
        return started

    def close(self) -> None:
        """Nothing of a test that failed is left."""
        for process in self.started:
            process.kill()
            process.communicate()

    def approve_all(self, running: subprocess.Popen[str]) -> dict[str, Any]:
        """Say yes to everything that is asked until the run is over; the run."""
        self.store.set_passphrase("op", PASSPHRASE)
        while running.poll() is None:
            for asked in self.store.all():
                if asked.decided is None:
                    self._approve(asked.id)
            time.sleep(0.2)
        out, err = running.communicate()
        assert running.returncode == 0, out + err
        return dict(json.loads(out))

    def _approve(self, number: int) -> None:
        leader, follower = pty.openpty()
        command = [sys.executable, "-m", "firstmate", "approve", str(number), "--as", "op"]
        deciding = subprocess.Popen(command, env=self.env, preexec_fn=lambda: os.login_tty(follower))
        os.close(follower)
        shown = b""
        while b"assphrase" not in shown:
            shown += os.read(leader, 1000)
        os.write(leader, f"{PASSPHRASE}\n".encode())
        assert deciding.wait(timeout=30) == 0, shown
        os.close(leader)


@pytest.fixture
def captain(installed: Client, tmp_path: Path) -> Iterator[Captain]:
    config = installed.home / ".config/firstmate"
    (config / "workflows").mkdir(parents=True)
    (config / "workflows/deploy-app.yaml").write_text(SHIPPED.read_text().replace("for: 1m", "for: 1s"))
    with gitea(tmp_path) as forge:
        (config / "site.yaml").write_text(f"schema: 1\nforges: [{{kind: gitea, url: '{forge.url}'}}]\n")
        forge.server.bare(files={"apps/web/README.md": "What the web server is made of.\n"})
        made = Captain(installed, forge)
        repository = f"{forge.url}/ops/home.git"
        begun = made.run("practice", "start", "deploy", "--repo", repository, "--path", "apps/web")
        told = begun.communicate(timeout=60)
        assert begun.returncode == 0, told
        yield made
        made.run("practice", "stop").communicate(timeout=60)
        made.close()


def test_a_sentence_becomes_an_app_that_runs(captain: Captain) -> None:
    """The agent looks at the nodes and answers with a manifest; what it wrote is what is merged and deployed."""
    with serving(Part(GIT, [LOOK, ANSWER])) as model:
        captain.env["ANTHROPIC_BASE_URL"] = model.url
        given = [word for value in INPUTS for word in ("-i", value)]
        run = captain.approve_all(captain.run("run", "deploy-app", "--json", *given))

    assert run["state"] == "done", run
    assert captain.forge.bare().text(FILE) == MANIFEST
    assert [approval.request.operation for approval in captain.store.all()][-1] == "forge.merge"
    asked = model.asked(GIT)
    assert WISH in asked[0].text
    assert "node-1" in asked[-1].text
    assert (captain.home / "seen").read_text() == "none\n"  # the token is not the agent's
