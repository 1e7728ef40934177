"""Actions on workloads, on the practice cluster."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from firstmate.services.actions.values import UNDO
from tests.services.actions.kit import World, refusal, world

WEB = {"kind": "deployment", "namespace": "dev", "name": "web"}
PATHS = {
    "deployment": "/apis/apps/v1/namespaces/dev/deployments/web",
    "statefulset": "/apis/apps/v1/namespaces/dev/statefulsets/api-db",
    "daemonset": "/apis/apps/v1/namespaces/monitoring/daemonsets/node-exporter",
}
EACH = [
    WEB,
    {"kind": "statefulset", "namespace": "dev", "name": "api-db"},
    {"kind": "daemonset", "namespace": "monitoring", "name": "node-exporter"},
]
OWNED = {"metadata": {"annotations": {"argocd.argoproj.io/tracking-id": "home:apps/Deployment:dev/web"}}}
SLOWLY = 60


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def spec(practice: World, kind: str = "deployment") -> dict[str, Any]:
    found: dict[str, Any] = practice.kit.get(PATHS[kind])["spec"]
    return found


def pods(practice: World, kind: str = "deployment") -> set[str]:
    _, _, _, _, _, namespace, _, name = PATHS[kind].split("/")
    return {pod["metadata"]["uid"] for pod in practice.kit.pods(namespace, f"{name}-")}


def test_what_is_scaled_has_as_many_replicas_as_were_asked_for_and_goes_back(practice):
    """The plan says the command that has the same effect, and the output what takes it back."""
    before = spec(practice)["replicas"]
    call, plan = practice.planned("kubectl.scale", {**WEB, "replicas": before + 1})
    assert plan.commands == (f"kubectl scale deployment/web -n dev --replicas={before + 1}",)
    assert practice.happened("kubectl.scale", call) is None
    output = practice.do("kubectl.scale", {**WEB, "replicas": before + 1})
    assert spec(practice)["replicas"] == before + 1
    assert practice.happened("kubectl.scale", call) == output
    practice.undo(output)
    assert spec(practice)["replicas"] == before


def test_what_changed_since_it_was_planned_is_not_scaled(practice):
    """The plan holds for what there was when it was made."""
    before = spec(practice)["replicas"]
    call, _ = practice.planned("kubectl.scale", {**WEB, "replicas": before + 2}, "other/step/1")
    practice.do("kubectl.scale", {**WEB, "replicas": before + 1}, "somebody/else/1")
    told = refusal(lambda: practice.again("kubectl.scale", call))
    assert f"has {before + 1} replicas now, {before} when planned" in told


def test_there_has_to_be_what_is_meant(practice):
    """One sentence names it."""
    for name, more in (("kubectl.scale", {"replicas": 1}), ("kubectl.restart", {}), ("kubectl.rollout-undo", {})):
        told = refusal(lambda name=name, more=more: practice.planned(name, {**WEB, "name": "nobody", **more}))
        assert told == "there is no deployment dev/nobody"


@pytest.mark.parametrize("which", EACH, ids=lambda which: which["kind"])
def test_what_is_restarted_gets_new_pods_and_goes_back_to_the_revision_before(practice, which):
    """Deployments keep theirs in ReplicaSets, the others in ControllerRevisions."""
    before, old = spec(practice, which["kind"])["template"], pods(practice, which["kind"])
    call, plan = practice.planned("kubectl.restart", which)
    place = f"{which['kind']}/{which['name']} -n {which['namespace']}"
    assert plan.commands == (f"kubectl rollout restart {place}",)
    assert practice.happened("kubectl.restart", call) is None
    output = practice.again("kubectl.restart", call)
    assert practice.happened("kubectl.restart", call) == output
    practice.kit.pass_time(SLOWLY)
    assert pods(practice, which["kind"]).isdisjoint(old)
    assert spec(practice, which["kind"])["template"] != before
    again = practice.undo(output)
    assert spec(practice, which["kind"])["template"] == before
    practice.kit.pass_time(SLOWLY)
    practice.undo(again)
    assert spec(practice, which["kind"])["template"] != before


def test_what_was_made_anew_or_changed_meanwhile_is_neither_restarted_nor_put_back(practice):
    """The pods would be others than those of the plan."""
    restart, _ = practice.planned("kubectl.restart", WEB)
    practice.kit.patch(PATHS["deployment"], {"spec": {"template": {"metadata": {"labels": {"changed": "yes"}}}}})
    practice.kit.pass_time(SLOWLY)
    back, plan = practice.planned("kubectl.rollout-undo", WEB)
    assert plan.commands == ("kubectl rollout undo deployment/web -n dev --to-revision=1",)
    assert practice.happened("kubectl.rollout-undo", back) is None
    practice.kit.patch(PATHS["deployment"], {"spec": {"template": {"metadata": {"labels": {"changed": "again"}}}}})
    for name, call in (("kubectl.restart", restart), ("kubectl.rollout-undo", back)):
        told = refusal(lambda name=name, call=call: practice.again(name, call))
        assert told == "the pod template of deployment dev/web has changed since this was planned"


def test_the_revision_before_is_gone_back_to_and_found_again(practice):
    """As many revisions as there are can be named; the present one is none of them."""
    first = spec(practice)["template"]
    practice.kit.patch(PATHS["deployment"], {"spec": {"template": {"metadata": {"labels": {"changed": "yes"}}}}})
    practice.kit.pass_time(SLOWLY)
    call, _ = practice.planned("kubectl.rollout-undo", {**WEB, "revision": 1})
    output = practice.again("kubectl.rollout-undo", call)
    assert spec(practice)["template"] == first
    assert practice.happened("kubectl.rollout-undo", call) == output
    practice.kit.pass_time(SLOWLY)
    assert output[UNDO]["with"]["revision"] == 2
    practice.undo(output)
    assert spec(practice)["template"] != first
    practice.kit.pass_time(SLOWLY)
    told = refusal(lambda: practice.planned("kubectl.rollout-undo", {**WEB, "revision": 9}))
    assert told == "deployment dev/web has no earlier revision 9; there is: 3"


def test_where_there_is_no_earlier_revision_nothing_is_put_back(practice):
    """One sentence says so."""
    told = refusal(lambda: practice.planned("kubectl.rollout-undo", WEB))
    assert told == "deployment dev/web has no earlier revision; there is: none"


def test_a_paused_rollout_is_left_alone(practice):
    """kubectl refuses as well."""
    practice.kit.patch(PATHS["deployment"], {"spec": {"paused": True}})
    for name in ("kubectl.restart", "kubectl.rollout-undo"):
        told = refusal(lambda name=name: practice.planned(name, WEB))
        assert told == "the rollout of deployment dev/web is paused: resume it first"


def test_what_git_has_is_changed_in_git(practice):
    """The application is named; a restart changes nothing that Git has, and leaves nothing to take back."""
    practice.kit.patch(PATHS["deployment"], OWNED)
    for name, more in (("kubectl.scale", {"replicas": 1}), ("kubectl.rollout-undo", {})):
        told = refusal(lambda name=name, more=more: practice.planned(name, {**WEB, **more}))
        assert told == "deployment dev/web is owned by Argo CD application home: change it in Git"
    assert UNDO not in practice.do("kubectl.restart", WEB)
