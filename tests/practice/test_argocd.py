"""The fake Argo CD does with a real git repository what Argo CD's documentation says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from firstmate.errors import UsageError
from firstmate.practice.repositories import LocalRepositories
from firstmate.practice.scenarios import Source, find
from firstmate.practice.simulation import Simulation
from tests.practice.git_kit import BAD, GOOD, Repository
from tests.practice.kit import NOW, Kit

APP = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/web"
MERGE = "merge-patch"


@pytest.fixture
def kit(repository: Repository, repositories: LocalRepositories) -> Kit:
    """The scenario deploy, with that repository."""
    scenario = find("deploy").of(Source(str(repository.path), "deploy"))
    kit = Kit(Simulation.start(scenario, NOW, repositories))
    kit.pass_time(6)
    return kit


def app(kit: Kit) -> Any:
    return kit.get(APP)


def states(kit: Kit) -> tuple[str, str]:
    status = app(kit)["status"]
    return status["sync"]["status"], status["health"]["status"]


def sync(kit: Kit, **more: Any) -> Any:
    """Ask for a sync and let it be done; gives the state of the operation."""
    kit.patch(APP, {"operation": {"sync": more, "initiatedBy": {"username": "test"}}}, MERGE)
    kit.pass_time(2)
    assert "operation" not in app(kit)
    return app(kit)["status"]["operationState"]


def policy(kit: Kit, **automated: bool) -> None:
    kit.patch(APP, {"spec": {"syncPolicy": {"automated": automated}}}, MERGE)


def test_from_git_to_healthy(kit: Kit, repository: Repository) -> None:
    """Missing at first; a sync that is asked for makes it, and it becomes healthy."""
    head = repository.git("rev-parse", "HEAD")
    assert states(kit) == ("OutOfSync", "Missing")
    assert app(kit)["status"]["sync"]["revision"] == head
    state = sync(kit)
    assert (state["phase"], state["message"]) == ("Succeeded", "successfully synced (all tasks run)")
    assert state["syncResult"]["revision"] == head
    kit.pass_time(60)
    assert states(kit) == ("Synced", "Healthy")
    assert app(kit)["status"]["summary"] == {"images": ["docker.io/library/nginx:1.27.4-alpine"]}
    (entry,) = app(kit)["status"]["history"]
    assert (entry["id"], entry["revision"], entry["initiatedBy"]) == (0, head, {"username": "test"})
    assert kit.get("/api/v1/namespaces/web/secrets/web")["data"] == {"token": "aGlkZGVu"}


def test_a_bad_image_and_back(kit: Kit, repository: Repository) -> None:
    """It is synced and does not become healthy; a sync to what was before heals it."""
    good = repository.git("rev-parse", "HEAD")
    sync(kit)
    kit.pass_time(60)
    bad = repository.commit(deployment=BAD)
    assert sync(kit)["syncResult"]["revision"] == bad
    kit.pass_time(120)
    assert states(kit) == ("Synced", "Degraded")
    state = sync(kit, revision=good)
    assert (state["phase"], state["syncResult"]["revision"]) == ("Succeeded", good)
    kit.pass_time(60)
    assert states(kit) == ("OutOfSync", "Healthy")
    assert [(entry["id"], entry["revision"]) for entry in app(kit)["status"]["history"]] == [
        (0, good),
        (1, bad),
        (2, good),
    ]


def test_what_git_no_longer_says_is_pruned_when_that_is_asked_for(kit: Kit, repository: Repository) -> None:
    """Without that it stays, and stays out of sync."""
    sync(kit)
    repository.commit(service=None)
    results = sync(kit)["syncResult"]["resources"]
    assert {r["kind"]: r["status"] for r in results} == {
        "Deployment": "Synced",
        "Service": "PruneSkipped",
        "Secret": "PruneSkipped",
    }
    assert states(kit)[0] == "OutOfSync"
    assert "Pruned" in {r["status"] for r in sync(kit, prune=True)["syncResult"]["resources"]}
    kit.pass_time(10)
    assert kit.call("GET", "/api/v1/namespaces/web/services/web")[0] == 404
    assert states(kit)[0] == "Synced"


def test_a_field_that_git_no_longer_says_is_taken_away(kit: Kit, repository: Repository) -> None:
    """Argo CD knows what it has set."""
    variable = "          env: [{name: MODE, value: fast}]\n"
    repository.commit(deployment=GOOD + variable)
    sync(kit)
    repository.commit(deployment=GOOD)
    kit.pass_time(6)
    assert states(kit)[0] == "OutOfSync"
    sync(kit)
    container = kit.get("/apis/apps/v1/namespaces/web/deployments/web")["spec"]["template"]["spec"]["containers"][0]
    assert "env" not in container


def test_a_dry_run_changes_nothing(kit: Kit) -> None:
    """It is told as done, and is no history."""
    assert sync(kit, dryRun=True)["phase"] == "Succeeded"
    assert states(kit) == ("OutOfSync", "Missing")
    assert "history" not in app(kit)["status"]


def test_only_what_is_named_is_synced(kit: Kit) -> None:
    """A partial sync is no history either."""
    state = sync(kit, resources=[{"group": "", "kind": "Service", "name": "web"}])
    assert [r["kind"] for r in state["syncResult"]["resources"]] == ["Service"]
    assert "history" not in app(kit)["status"]


@pytest.mark.parametrize("kind", ["normal", "hard"])
def test_a_refresh_that_is_asked_for(kit: Kit, repository: Repository, kind: str) -> None:
    """The comparison is done at once, and the annotation taken away."""
    head = repository.commit(deployment=BAD)
    kit.patch(APP, {"metadata": {"annotations": {"argocd.argoproj.io/refresh": kind}}}, MERGE)
    kit.pass_time(2)
    assert app(kit)["status"]["sync"]["revision"] == head
    assert "argocd.argoproj.io/refresh" not in app(kit)["metadata"].get("annotations", {})


def test_an_automated_sync_follows_git(kit: Kit, repository: Repository) -> None:
    """Each commit once; what somebody changes by hand meanwhile stays."""
    policy(kit, prune=False, selfHeal=False)
    kit.pass_time(60)
    assert states(kit) == ("Synced", "Healthy")
    assert app(kit)["status"]["history"][0]["initiatedBy"] == {"automated": True}
    head = repository.commit(deployment=GOOD.replace("replicas: 1", "replicas: 2"))
    kit.pass_time(60)
    assert app(kit)["status"]["history"][-1]["revision"] == head
    kit.patch("/apis/apps/v1/namespaces/web/deployments/web", {"spec": {"replicas": 1}}, MERGE)
    kit.pass_time(60)
    assert states(kit)[0] == "OutOfSync"


def test_self_heal_takes_back_what_was_changed_by_hand(kit: Kit) -> None:
    """And so does prune with what Git does not say."""
    policy(kit, prune=True, selfHeal=True)
    kit.pass_time(60)
    kit.patch("/apis/apps/v1/namespaces/web/deployments/web", {"spec": {"replicas": 3}}, MERGE)
    kit.pass_time(60)
    assert states(kit) == ("Synced", "Healthy")
    assert kit.get("/apis/apps/v1/namespaces/web/deployments/web")["spec"]["replicas"] == 1


def test_an_automated_sync_does_not_wipe_out_everything(kit: Kit, repository: Repository) -> None:
    """A folder that is empty by mistake is told, not obeyed."""
    policy(kit, prune=True)
    kit.pass_time(60)
    repository.commit(deployment=None, service=None, note="# nothing here\n")
    kit.pass_time(30)
    (condition,) = app(kit)["status"]["conditions"]
    assert condition["type"] == "SyncError"
    assert "auto-sync will wipe out all resources" in condition["message"]
    assert kit.pods("web")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("kind: [", 'Failed to unmarshal "deployment.yaml"'),
        ("a: b\n", "Object 'Kind' is missing"),
        ("{apiVersion: v1, kind: ConfigMap}\n", "without a name"),
    ],
)
def test_what_cannot_be_read_is_a_comparison_error(kit: Kit, repository: Repository, content: str, words: str) -> None:
    """Sync and health are unknown then, and an operation is an error; it ends with the mistake."""
    repository.commit(deployment=content)
    kit.pass_time(6)
    (condition,) = app(kit)["status"]["conditions"]
    assert (condition["type"], states(kit)) == ("ComparisonError", ("Unknown", "Unknown"))
    assert words in condition["message"]
    assert sync(kit)["phase"] == "Error"
    repository.commit(deployment=GOOD)
    kit.pass_time(6)
    assert "conditions" not in app(kit)["status"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (GOOD.replace("replicas: 1", "replicas: -1"), "must be greater than or equal to 0"),
        (GOOD.replace("replicas:", "replica:"), "field not declared in schema"),
        ("{apiVersion: example.com/v1, kind: Thing, metadata: {name: a}}", 'Make sure the "Thing" CRD is installed'),
        ("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: nope}}", 'namespaces "nope" not found'),
    ],
)
def test_what_cannot_be_applied_fails_the_sync(kit: Kit, repository: Repository, content: str, words: str) -> None:
    """With the API server's own words; it is no history, and an automated sync does not try the commit again."""
    repository.commit(deployment=content)
    state = sync(kit)
    assert state["phase"] == "Failed"
    assert words in state["message"]
    assert "history" not in app(kit)["status"]
    policy(kit)
    kit.pass_time(12)
    assert app(kit)["status"]["operationState"] == state
    assert "Failed last sync attempt" in app(kit)["status"]["conditions"][0]["message"]


def test_a_namespace_is_made_where_the_options_say_so(kit: Kit) -> None:
    """And not otherwise."""
    kit.patch(APP, {"spec": {"destination": {"namespace": "fresh"}}}, MERGE)
    assert 'namespaces "fresh" not found' in sync(kit)["message"]
    assert sync(kit, syncOptions=["CreateNamespace=true"])["phase"] == "Succeeded"


def test_an_application_with_its_finalizer_takes_along_what_it_made(kit: Kit) -> None:
    """It goes last."""
    finalizer = "resources-finalizer.argocd.argoproj.io"
    kit.patch(APP, {"metadata": {"finalizers": [finalizer]}}, MERGE)
    sync(kit)
    kit.call("DELETE", APP)
    assert kit.call("GET", APP)[0] == 200
    kit.pass_time(30)
    assert kit.call("GET", APP)[0] == 404
    assert kit.call("GET", "/apis/apps/v1/namespaces/web/deployments/web")[0] == 404


def test_the_state_is_kept(kit: Kit, repositories: LocalRepositories) -> None:
    """A resumed cluster still knows its repository."""
    resumed = Kit(Simulation.load(json.loads(json.dumps(kit.simulation.dump())), repositories))
    sync(resumed)
    resumed.pass_time(60)
    assert states(resumed) == ("Synced", "Healthy")


@pytest.mark.parametrize(("name", "url"), [("deploy", ""), ("deploy", "https://github.com/a/b.git"), ("oom", "/repo")])
def test_a_repository_is_for_the_scenario_that_needs_it(name: str, url: str) -> None:
    """And has to be on this machine."""
    with pytest.raises(UsageError):
        find(name).of(Source(url))
