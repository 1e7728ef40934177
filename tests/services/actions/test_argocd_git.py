"""Actions on an application that is deployed from a real git repository, by the practice cluster's fake Argo CD."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from firstmate.adapters.cluster import Cluster, Target
from firstmate.practice.repositories import LocalRepositories
from firstmate.practice.scenarios import Source, find
from firstmate.practice.simulation import Simulation
from tests.practice.git_kit import BAD, GOOD, SERVICE, Repository
from tests.practice.kit import NOW, Kit, served
from tests.services.actions.kit import World, refusal
from tests.support.require import require

WEB = {"app": "web"}
APP = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/web"
DEPLOYMENT = "/apis/apps/v1/namespaces/web/deployments/web"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    require("git", shutil.which("git") is not None, "apt-get install -y git")
    made = Repository(tmp_path / "shop")
    made.path.mkdir()
    made.git("init", "-q", "-b", "main")
    made.commit(deployment=GOOD, service=SERVICE)
    return made


@pytest.fixture
def practice(tmp_path: Path, repository: Repository) -> Iterator[World]:
    """The scenario deploy, with that repository; what Git says is deployed, and healthy."""
    repositories = LocalRepositories(shutil.which("git") or "git", tmp_path / "fetched.git")
    kit = Kit(Simulation.start(find("deploy").of(Source(str(repository.path), "deploy")), NOW, repositories))
    kit.pass_time(6)
    with served(kit.simulation, tmp_path) as kubeconfig:
        made = World(kit, Cluster(Target(str(kubeconfig))), kubeconfig)
        made.do("argocd.sync", WEB, "first/sync/1")
        made.do("argocd.wait", WEB)
        yield made


def image(practice: World) -> str:
    found: str = practice.kit.get(DEPLOYMENT)["spec"]["template"]["spec"]["containers"][0]["image"]
    return found


def automated(practice: World) -> Any:
    return (practice.kit.get(APP)["spec"].get("syncPolicy") or {}).get("automated")


def test_a_bad_image_is_deployed_found_out_and_rolled_back(practice, repository):
    """From the commit to the proof that it is well again."""
    good = image(practice)
    bad = repository.commit(deployment=BAD)
    assert practice.do("argocd.refresh", WEB)["revision"] == bad
    output = practice.do("argocd.sync", WEB)
    assert output["revision"] == bad and image(practice) != good
    said = refusal(lambda: practice.do("argocd.wait", {**WEB, "revision": bad, "within": "3m"}))
    assert "not Synced and Healthy" in said
    practice.undo(output)
    assert image(practice) == good
    practice.kit.pass_time(60)
    known = practice.do("argocd.diff", WEB)
    assert (known["sync"], known["health"]) == ("OutOfSync", "Healthy")


def test_what_git_got_after_the_look_is_not_deployed(practice, repository):
    """The commit that was planned for is, also where Argo CD has not seen that there is another."""
    seen = practice.do("argocd.diff", WEB)["revision"]
    call, plan = practice.planned("argocd.sync", WEB)
    repository.commit(deployment=BAD)
    assert seen in plan.shows
    assert practice.again("argocd.sync", call)["revision"] == seen


def test_a_rollback_lasts_though_argo_cd_syncs_by_itself(practice, repository):
    """Auto-sync is switched off first; taking the rollback back switches it on, and Git is deployed again."""
    good = image(practice)
    practice.do("argocd.set-auto-sync", {**WEB, "enabled": True, "self_heal": True})
    repository.commit(deployment=BAD)
    practice.do("argocd.refresh", WEB)
    practice.kit.pass_time(20)
    assert image(practice) != good
    output = practice.do("argocd.rollback", WEB)
    practice.kit.pass_time(60)
    assert image(practice) == good and automated(practice) is None
    practice.undo(output)
    practice.kit.pass_time(60)
    assert image(practice) != good and automated(practice)["selfHeal"]


def test_a_sync_that_prunes_deletes_what_git_no_longer_has(practice, repository):
    """Without `prune` it stays, and the plan's command has no such flag."""
    repository.commit(service=None)
    practice.do("argocd.refresh", WEB)
    assert any(each["to_be_deleted"] for each in practice.do("argocd.diff", WEB)["differing"])
    practice.do("argocd.sync", WEB)
    assert practice.kit.call("GET", "/api/v1/namespaces/web/services/web")[0] == 200
    practice.do("argocd.sync", {**WEB, "prune": True}, "run/step/2")
    practice.kit.pass_time(10)
    assert practice.kit.call("GET", "/api/v1/namespaces/web/services/web")[0] == 404


def test_what_argo_cd_cannot_read_fails_the_sync_in_its_words(practice, repository):
    """A manifest that is none."""
    repository.commit(deployment="kind: [")
    call, _ = practice.planned("argocd.sync", WEB)
    practice.do("argocd.refresh", WEB)
    said = refusal(lambda: practice.again("argocd.sync", call))
    assert said.startswith("application argocd/web: error: ") or "Git moved on" in said
