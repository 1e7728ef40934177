"""The shipped deploy-app from a sentence to healthy: pull request, approval, sync, proof; and back when it is bad.

A practice cluster with its fake Argo CD, a fake Gitea, a real git server; a person's words and yes are the test's.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from firstmate import wiring
from tests.cli.conftest import Ran
from tests.support.forge import FakeGitea, gitea
from tests.support.git_server import TOKEN, Bare
from tests.support.world import eventually

SHIPPED = Path(__file__).parents[2] / "workflows/deploy-app.yaml"
WISH = "I want to run a small web server"
GOOD = "docker.io/library/nginx:1.27.4-alpine"
REVERT = "Revert: Merge pull request #2: Deploy web in web"
MANIFEST = f"""\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web, namespace: web}}
spec:
  replicas: 1
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec:
      containers:
        - name: web
          image: {GOOD}
          ports: [{{containerPort: 80}}]
          resources: {{requests: {{cpu: 20m, memory: 32Mi}}, limits: {{memory: 64Mi}}}}
"""
FILE = "apps/web/web.yaml"
Firstmate = Callable[..., Ran]


class Story:
    """A person at a session, a forge, and a cluster."""

    def __init__(self, firstmate: Firstmate, forge: FakeGitea, bare: Bare) -> None:
        self.firstmate, self.forge, self.bare = firstmate, forge, bare
        self.approved: list[str] = []

    def deploy(self, manifest: str) -> dict[str, Any]:
        """The run, once it has ended: the agent's answer is this manifest, the person says yes to all."""
        inputs = ("-i", f"wish={WISH}", "-i", "app=web", "-i", "namespace=web", "-i", "workload=web")
        told = self._next("deploy-app", *inputs)
        run = told["run"]
        while told["next"]:
            (one,) = told["next"]
            if one["do"] == "delegate":
                assert WISH in one["prompt"]
                answer = json.dumps({"files": {FILE: manifest}, "why": "It is small."})
                ran = self.firstmate("run", "report", run, one["step"], "--ticket", one["ticket"], "--output", answer)
                assert ran.code == 0, ran.out
            else:
                assert one["do"] == "wait", told
                self._approve(int(one["for"].split()[1]))
            told = self._next(run)
        return dict(json.loads(self.firstmate("run", "show", run, "--json").out))

    def _next(self, *arguments: str) -> dict[str, Any]:
        ran = self.firstmate("run", "next", *arguments)
        assert ran.code in (0, 1), ran.err
        return dict(json.loads(ran.out))

    def _approve(self, number: int) -> None:
        self.approved.append(wiring.approvals().get(number).request.operation)
        ran = self.firstmate("approve", number, "--as", "ann")
        assert ran.code == 0, ran.err

    def deployments(self) -> list[dict[str, Any]]:
        """What the cluster has of it."""
        return list(json.loads(wiring.cluster().get("/apis/apps/v1/namespaces/web/deployments"))["items"])

    def image(self) -> str:
        """What runs now."""
        (found,) = self.deployments()
        return str(found["spec"]["template"]["spec"]["containers"][0]["image"])

    def is_healthy(self) -> bool:
        return self.firstmate("status", "--namespace", "web").code == 0


@pytest.fixture
def story(home: Path, tmp_path: Path, firstmate: Firstmate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Story]:
    config = home / ".config/firstmate"
    (config / "workflows").mkdir(parents=True)
    quick = SHIPPED.read_text().replace("for: 1m", "for: 1s").replace("timeout: 10m", "timeout: 25s")
    (config / "workflows/deploy-app.yaml").write_text(quick)
    monkeypatch.setenv("FIRSTMATE_FORGE_TOKEN", TOKEN)
    monkeypatch.setenv("KUBECONFIG", str(home / ".local/state/firstmate/practice/kubeconfig"))
    monkeypatch.chdir(home)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("click.prompt", lambda *_, **__: "correct horse battery")
    assert firstmate("approvals", "setup", "--as", "ann").code == 0
    with gitea(tmp_path) as forge:
        (config / "site.yaml").write_text(f"schema: 1\nforges: [{{kind: gitea, url: '{forge.url}'}}]\n")
        bare = forge.server.bare(files={"apps/web/README.md": "What the web server is made of.\n"})
        ran = firstmate("practice", "start", "deploy", "--repo", f"{forge.url}/ops/home.git", "--path", "apps/web")
        assert ran.code == 0, ran.err
        try:
            yield Story(firstmate, forge, bare)
        finally:
            firstmate("practice", "stop")


def test_an_app_is_deployed_from_a_sentence_and_a_bad_image_is_taken_back(story: Story) -> None:
    """Healthy through a pull request that a person let in; then an image that there is none of, and healthy again."""
    run = story.deploy(MANIFEST)

    assert run["state"] == "done", run
    assert story.approved == ["forge.merge", "argocd.sync"]  # it has never been healthy yet
    assert story.bare.text(FILE) == MANIFEST
    assert (story.image(), story.is_healthy()) == (GOOD, True)

    story.approved.clear()
    bad = story.deploy(MANIFEST.replace("1.27.4", "1.99.9"))

    assert (bad["state"], bad["steps"][-1]["path"]) == ("rolled back", ["propose", "#undo"]), bad
    assert "proof: workload-ready does not hold: Deployment/web/web: of 2 pods 1 are of its newest" in bad["why"]
    assert story.approved == ["forge.merge", "argocd.rollback", "git.revert", "argocd.sync"]
    assert story.bare.text(FILE) == MANIFEST
    assert [pull["title"] for pull in story.forge.pulls.values()][2:] == [REVERT]
    assert (story.image(), story.is_healthy()) == (GOOD, True)
    told = story.firstmate("run", "show", bad["id"]).out
    assert "rolled back" in told
    assert "✗ proof" in told


def test_a_first_deployment_that_fails_leaves_nothing(story: Story) -> None:
    """Neither in Git nor in the cluster, where there is nothing earlier to go back to."""
    run = story.deploy(MANIFEST.replace("1.27.4", "1.99.9"))

    assert run["state"] == "rolled back", run
    assert story.approved == ["forge.merge", "argocd.sync", "git.revert", "argocd.sync"]
    assert story.bare.files() == ["apps/web/README.md"]
    eventually(lambda: not story.deployments())
    assert eventually(story.is_healthy)
