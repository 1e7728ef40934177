"""Images, requests and limits, on the practice cluster."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.services.actions.kit import World, refusal, world

WEB = {"kind": "deployment", "namespace": "dev", "name": "web"}
PATH = "/apis/apps/v1/namespaces/dev/deployments/web"
OWNED = {"metadata": {"annotations": {"argocd.argoproj.io/tracking-id": "home:apps/Deployment:dev/web"}}}
IMAGE = ("kubectl.set-image", {**WEB, "image": "nginx:9"})
MEMORY = ("kubectl.set-resources", {**WEB, "limits": {"memory": "96Mi"}, "requests": {"cpu": "7m", "memory": "48Mi"}})
BOTH = pytest.mark.parametrize(("name", "arguments"), [IMAGE, MEMORY], ids=["image", "resources"])


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def containers(practice: World) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = practice.kit.get(PATH)["spec"]["template"]["spec"]["containers"]
    return found


@BOTH
def test_what_is_set_is_found_again_and_taken_back(practice, name, arguments):
    """As it was before, and not as it was set."""
    before = containers(practice)
    call, _ = practice.planned(name, arguments)
    assert practice.happened(name, call) is None
    output = practice.again(name, call)
    assert containers(practice) != before
    assert practice.happened(name, call) == output
    practice.undo(output)
    assert containers(practice) == before


def test_the_commands_say_the_same(practice):
    """The container is named, also where it is the only one."""
    name = containers(practice)[0]["name"]
    _, image = practice.planned(*IMAGE)
    assert image.commands == (f"kubectl set image deployment/web {name}=nginx:9 -n dev",)
    _, resources = practice.planned(*MEMORY)
    flags = "--requests=cpu=7m,memory=48Mi --limits=memory=96Mi"
    assert resources.commands == (f"kubectl set resources deployment/web -n dev -c {name} {flags}",)


def test_a_limit_is_taken_away_by_null(practice):
    """It is the inverse of setting one where there was none; kubectl needs a patch for it."""
    practice.do("kubectl.set-resources", {**WEB, "limits": {"ephemeral-storage": "1Gi"}})
    _, plan = practice.planned("kubectl.set-resources", {**WEB, "limits": {"ephemeral-storage": None}})
    practice.kubectl(plan.commands[0])
    assert "ephemeral-storage" not in containers(practice)[0]["resources"].get("limits", {})


@BOTH
def test_what_changed_meanwhile_is_not_overwritten(practice, name, arguments):
    """Somebody else has set it since."""
    call, _ = practice.planned(name, arguments)
    limits, container = {"limits": {"memory": "77Mi"}}, containers(practice)[0]["name"]
    changed = {"name": container, "image": "nginx:8", "resources": limits}
    practice.kit.patch(PATH, {"spec": {"template": {"spec": {"containers": [changed]}}}})
    told = refusal(lambda: practice.again(name, call))
    assert f"container {container} of deployment dev/web has" in told and "when planned" in told


@BOTH
def test_what_git_has_is_changed_in_git(practice, name, arguments):
    """The application is named."""
    practice.kit.patch(PATH, OWNED)
    told = refusal(lambda: practice.planned(name, arguments))
    assert told == "deployment dev/web is owned by Argo CD application home: change it in Git"


@BOTH
def test_the_container_has_to_be_clear(practice, name, arguments):
    """Where there are two, or none of that name, the names are told."""
    container = containers(practice)[0]["name"]
    told = refusal(lambda: practice.planned(name, {**arguments, "container": "nobody"}))
    assert told == f"which container of deployment dev/web is meant? There is: {container}"
    second = {"name": "second", "image": "busybox:1"}
    practice.kit.patch(PATH, {"spec": {"template": {"spec": {"containers": [second]}}}})
    told = refusal(lambda: practice.planned(name, arguments))
    assert told.endswith(f"There is: second, {container}")


def test_something_has_to_be_set(practice):
    """Neither requests nor limits is a mistake."""
    assert refusal(lambda: practice.planned("kubectl.set-resources", WEB)) == "neither requests nor limits are given"
