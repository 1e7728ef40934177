"""What is there, from what the API answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from firstmate.guard.kube.facts import UnreadableError, facts_of, selects

Plain = dict[str, Any]
OWNER = [{"kind": "ReplicaSet", "name": "web-1", "uid": "u", "controller": True}]
READY = {"conditions": [{"type": "Ready", "status": "True"}], "phase": "Running"}


def pod(name: str = "a", *, ready: bool = True, owned: bool = True, **metadata: Any) -> Plain:
    owners = {"ownerReferences": OWNER} if owned else {}
    return {
        "metadata": {"name": name, "labels": {"app": "web"}, **owners, **metadata},
        "status": READY if ready else {"phase": "Pending"},
    }


def asked(kind: str, found: Any, lists: Mapping[str, Any] = {}, name: str = "a") -> Any:
    """The facts, with `lists` by plural and nothing else there."""

    def get(path: str, query: Mapping[str, str], brief: bool) -> Any:
        last = path.rpartition("/")[2]
        if last == name:
            return found
        listed = lists.get(last)
        return listed if isinstance(listed, dict) or listed is None else {"items": listed}

    return facts_of(kind, "shop", name, get)


def test_an_object_that_is_not_there_has_no_facts():
    """None, and not unknown."""
    assert asked("pod", None) is None


def test_an_answer_about_something_else_is_unreadable():
    """What stands in between may answer everything."""
    with pytest.raises(UnreadableError):
        asked("pod", pod("b"))


@pytest.mark.parametrize("kind_name", [("widget", "a"), ("pod", "a/../b"), ("pod", "A"), ("pod", "")])
def test_what_cannot_be_asked_for_is_unreadable(kind_name: tuple[str, str]):
    """Kinds of others, and names that are none."""
    with pytest.raises(UnreadableError):
        facts_of(kind_name[0], "shop", kind_name[1], lambda *_: {})


def test_a_managed_pod_has_its_controller_and_its_ready_siblings():
    """Those of others, those that are going and those that are not ready do not count."""
    others = [
        pod("a"),
        pod("b"),
        pod("c", ready=False),
        pod("d", owned=False),
        pod("e", deletionTimestamp="2026-01-01T00:00:00Z"),
    ]
    facts = asked("pod", pod(), {"pods": others})

    assert (facts["controller"], facts["ready"], facts["others"]) == ("ReplicaSet web-1", True, 1)


def test_a_bare_pod_has_no_controller():
    """An owner that is no controller makes nothing again."""
    bare = pod(ownerReferences=[{"kind": "ConfigMap", "name": "x", "uid": "u"}])

    assert asked("pod", bare)["controller"] == ""


def test_siblings_on_a_next_page_are_not_known():
    """It is not said that there are none."""
    with pytest.raises(UnreadableError):
        asked("pod", pod(), {"pods": {"items": [pod("a")], "metadata": {"continue": "x"}}})


@pytest.mark.parametrize(("allowed", "budget"), [(0, "guard"), (1, ""), (None, "guard")])
def test_a_budget_that_allows_nothing_is_named(allowed: int | None, budget: str):
    """One that nobody has counted yet allows nothing."""
    one = {
        "metadata": {"name": "guard"},
        "spec": {"selector": {"matchLabels": {"app": "web"}}},
        "status": {} if allowed is None else {"disruptionsAllowed": allowed},
    }

    assert asked("pod", pod(), {"pods": [pod("b")], "poddisruptionbudgets": [one]})["budget"] == budget


@pytest.mark.parametrize(
    ("conditions", "finished"),
    [([], False), ([{"type": "Complete", "status": "True"}], True), ([{"type": "Failed", "status": "True"}], True)],
)
def test_a_job_has_finished_or_not(conditions: list[Plain], finished: bool):
    """By its conditions."""
    assert asked("job", {"metadata": {"name": "a"}, "status": {"conditions": conditions}})["finished"] is finished


def test_what_sets_the_replicas_of_a_workload_is_told():
    """A scaler of the same kind and name."""
    target = {"kind": "Deployment", "name": "a"}
    scalers = [
        {"metadata": {"name": "x"}, "spec": {"scaleTargetRef": {**target, "kind": "StatefulSet"}}},
        {"metadata": {"name": "y"}, "spec": {"scaleTargetRef": target}},
    ]
    facts = asked(
        "deployment", {"metadata": {"name": "a"}, "spec": {"replicas": 2}}, {"horizontalpodautoscalers": scalers}
    )

    assert (facts["scaler"], facts["replicas"], facts["claims"]) == ("y", 2, False)


def test_a_claim_tells_who_uses_it():
    """A StatefulSet by the name that it gives, also when no pod is there; a pod by what it mounts."""
    sets = [{"metadata": {"name": "db"}, "spec": {"volumeClaimTemplates": [{"metadata": {"name": "data"}}]}}]
    found = {"metadata": {"name": "data-db-0"}}
    mount = {**pod("x", owned=False), "spec": {"volumes": [{"persistentVolumeClaim": {"claimName": "data-db-0"}}]}}

    facts = asked("persistentvolumeclaim", found, {"statefulsets": sets, "pods": [mount]}, "data-db-0")

    assert facts["users"] == ["StatefulSet db", "Pod x"]


@pytest.mark.parametrize(
    ("metadata", "application"),
    [
        ({"annotations": {"argocd.argoproj.io/tracking-id": "shop:apps/Deployment:shop/web"}}, "shop"),
        ({"labels": {"argocd.argoproj.io/instance": "shop"}}, "shop"),
        ({"labels": {"app.kubernetes.io/instance": "web"}}, "web"),
        ({"labels": {"app.kubernetes.io/instance": "other"}}, ""),
        ({"labels": {"app.kubernetes.io/instance": "web"}, "annotations": {"meta.helm.sh/release-name": "web"}}, ""),
        ({}, ""),
    ],
)
def test_the_argo_cd_application_is_told(metadata: Plain, application: str):
    """By annotation, or by label when there is an application of that name and no Helm release."""
    facts = asked("service", {"metadata": {"name": "a", **metadata}}, {"applications": [{"metadata": {"name": "web"}}]})

    assert facts["argocd"] == application


@pytest.mark.parametrize(
    ("selector", "selected"),
    [
        ({}, True),
        (None, True),
        ({"matchLabels": {"app": "web"}}, True),
        ({"matchLabels": {"app": "db"}}, False),
        ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["web"]}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["web"]}]}, False),
        ({"matchExpressions": [{"key": "x", "operator": "NotIn", "values": ["web"]}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "Exists"}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}, False),
    ],
)
def test_selectors_select_as_in_kubernetes(selector: Any, selected: bool):
    """An empty one selects everything."""
    assert selects(selector, {"app": "web"}) is selected


def test_a_selector_that_nobody_knows_is_unreadable():
    """It could be about this pod."""
    with pytest.raises(UnreadableError):
        selects({"matchExpressions": [{"key": "app", "operator": "Near"}]}, {"app": "web"})
