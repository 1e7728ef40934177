"""Actions on workloads, on the practice cluster."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from firstmate.services.actions import ACTIONS
from firstmate.services.actions.values import ActionError
from tests.services.actions.kit import World, world

WEB = {"kind": "deployment", "namespace": "dev", "name": "web"}


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(Path(tmp_path_factory.mktemp("practice"))) as made:
        yield made


def replicas(practice: World) -> int:
    found = practice.kit.get("/apis/apps/v1/namespaces/dev/deployments/web")
    return int(found["spec"]["replicas"])


def test_what_is_scaled_has_as_many_replicas_as_were_asked_for_and_goes_back(practice):
    """The plan says the command that has the same effect, and the output what takes it back."""
    before = replicas(practice)
    call, plan = practice.planned("kubectl.scale", {**WEB, "replicas": before + 1})
    assert plan.commands == (f"kubectl scale deployment/web -n dev --replicas={before + 1}",)
    assert practice.happened("kubectl.scale", call) is None
    output = practice.do("kubectl.scale", {**WEB, "replicas": before + 1})
    assert replicas(practice) == before + 1
    assert practice.happened("kubectl.scale", call) == output
    practice.undo(output)
    assert replicas(practice) == before


def test_what_changed_since_it_was_planned_is_not_scaled(practice):
    """The plan holds for what there was when it was made."""
    before = replicas(practice)
    call, _ = practice.planned("kubectl.scale", {**WEB, "replicas": before + 2}, "other/step/1")
    practice.do("kubectl.scale", {**WEB, "replicas": before + 1}, "somebody/else/1")

    with pytest.raises(ActionError, match=f"has {before + 1} replicas now, {before} when planned"):
        ACTIONS["kubectl.scale"].do(practice.tools, call)


def test_there_has_to_be_what_is_scaled(practice):
    """One sentence names it."""
    with pytest.raises(ActionError, match="there is no deployment dev/nobody"):
        practice.planned("kubectl.scale", {**WEB, "name": "nobody", "replicas": 1})
