"""Cordon, uncordon and drain, on the practice cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from firstmate.adapters.cluster import Cluster, ReadError
from firstmate.services.actions.values import UNDO
from firstmate.snapshot.listing import Missing, Why
from tests.services.actions.kit import World, refusal, world

NODE = {"name": "node-2"}
PATH = "/api/v1/nodes/node-2"
PODS = "/api/v1/namespaces/dev/pods"
LINE = "kubectl drain node-2 --ignore-daemonsets --timeout=15m"


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


def is_cordoned(practice: World) -> bool:
    return bool(practice.kit.get(PATH)["spec"].get("unschedulable"))


def on_node(practice: World) -> set[str]:
    """What is there beside the pods of DaemonSets."""
    return {
        pod["metadata"]["name"]
        for pod in practice.kit.get("/api/v1/pods")["items"]
        if pod["spec"].get("nodeName") == "node-2" and pod["metadata"]["ownerReferences"][0]["kind"] != "DaemonSet"
    }


def make(practice: World, path: str, body: dict[str, Any]) -> None:
    status, answer = practice.kit.call("POST", path, body)
    assert status == 201, answer


def make_pod(practice: World, **spec: Any) -> None:
    """A pod that nothing makes again."""
    container = {"name": "c", "image": "docker.io/library/nginx:1.27.4-alpine"}
    body = {"metadata": {"name": "bare"}, "spec": {"nodeName": "node-2", "containers": [container], **spec}}
    make(practice, PODS, {"apiVersion": "v1", "kind": "Pod", **body})
    practice.kit.pass_time(20)


def make_budget(practice: World) -> None:
    """It never lets the one pod of `api` go."""
    spec = {"minAvailable": 1, "selector": {"matchLabels": {"app.kubernetes.io/name": "api"}}}
    body = {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "api"}, "spec": spec}
    make(practice, "/apis/policy/v1/namespaces/dev/poddisruptionbudgets", body)
    practice.kit.pass_time(4)


def test_a_node_is_cordoned_found_so_and_uncordoned_again(practice):
    """Each takes the other back."""
    call, plan = practice.planned("kubectl.cordon", NODE)
    assert plan.commands == ("kubectl cordon node-2",)
    assert practice.happened("kubectl.cordon", call) is None
    output = practice.again("kubectl.cordon", call)
    assert is_cordoned(practice)
    assert practice.happened("kubectl.cordon", call) == output
    back = practice.undo(output)
    assert not is_cordoned(practice)
    practice.undo(back)
    assert is_cordoned(practice)


def test_what_was_so_before_is_not_taken_back(practice):
    """Somebody had a reason to cordon it."""
    practice.do("kubectl.cordon", NODE)
    assert UNDO not in practice.do("kubectl.cordon", NODE, "run/step/2")
    assert UNDO not in practice.do("kubectl.drain", NODE, "run/step/3")


def test_a_node_that_was_cordoned_meanwhile_is_left_to_whom_did_it(practice):
    """The plan was made for another node, so to speak."""
    call, _ = practice.planned("kubectl.cordon", NODE)
    practice.kit.patch(PATH, {"spec": {"unschedulable": True}})
    assert refusal(lambda: practice.again("kubectl.cordon", call)) == "node node-2 was cordoned since this was planned"


def test_a_drained_node_has_no_pod_but_those_of_daemonsets(practice):
    """They run elsewhere, new ones do not come, and uncordoning takes it back."""
    before = on_node(practice)
    call, plan = practice.planned("kubectl.drain", NODE)
    assert plan.commands == (LINE,)
    assert {name.partition("/")[2] for name in plan.facts["pods"]} == before
    assert practice.happened("kubectl.drain", call) is None
    output = practice.again("kubectl.drain", call)
    assert is_cordoned(practice) and not on_node(practice)
    assert practice.happened("kubectl.drain", call) == output
    practice.undo(output)
    assert not is_cordoned(practice)


def test_a_drain_that_was_interrupted_goes_on_where_it_stood(practice):
    """The node is cordoned and some pods are gone: that has not happened yet, and is done to its end."""
    call, _ = practice.planned("kubectl.drain", NODE)
    practice.do("kubectl.cordon", NODE, call.mark)
    name = next(name for name in on_node(practice) if name.startswith("api-"))
    eviction = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": name, "namespace": "dev"}}
    make(practice, f"{PODS}/{name}/eviction", eviction)
    practice.kit.pass_time(4)
    assert practice.happened("kubectl.drain", call) is None
    practice.again("kubectl.drain", call)
    assert is_cordoned(practice) and not on_node(practice)


def test_a_budget_is_waited_for_and_then_named(practice):
    """Everything else has gone; the node stays cordoned, and the sentence says what to do."""
    make_budget(practice)
    told = refusal(lambda: practice.do("kubectl.drain", {**NODE, "within": "1m"}))
    assert "1 pods are still on node node-2 after 1m (pod dev/api-" in told
    assert "The disruption budget api needs 1 healthy pods and has 1 currently" in told
    assert told.endswith("it stays cordoned: drain it again, or `kubectl.uncordon` it")
    assert len(on_node(practice)) == 1 and is_cordoned(practice)
    assert 60 <= sum(practice.slept) <= 120


def test_a_budget_that_lets_go_later_is_waited_for(practice):
    """As soon as another replica is ready elsewhere."""
    make_budget(practice)
    practice.kubectl("kubectl scale deployment/api -n dev --replicas=2")
    practice.do("kubectl.drain", NODE)
    assert not on_node(practice)


@pytest.mark.parametrize(
    ("spec", "owned", "told", "leave"),
    [
        ({}, False, "pod dev/bare is a bare pod: nothing makes it again (`force`)", {"force": True}),
        (
            {"volumes": [{"name": "v", "emptyDir": {}}]},
            True,
            "pod dev/bare has data in an emptyDir (`delete_emptydir_data`)",
            {"force": True, "delete_emptydir_data": True},
        ),
    ],
    ids=["bare", "emptydir"],
)
def test_what_would_be_lost_is_named_before_anything_is_done(practice, spec, owned, told, leave):
    """Unless the arguments say so, and then the command does."""
    make_pod(practice, **spec)
    assert told in refusal(lambda: practice.planned("kubectl.drain", {**NODE, **({"force": True} if owned else {})}))
    assert not is_cordoned(practice)
    _, plan = practice.planned("kubectl.drain", {**NODE, **leave})
    assert plan.commands[0].startswith(LINE) and plan.commands[0].endswith("--force")
    practice.do("kubectl.drain", {**NODE, **leave})
    assert practice.kit.call("GET", f"{PODS}/bare")[0] == 404


def test_what_would_be_lost_and_came_after_the_plan_stays(practice):
    """The plan was judged without it."""
    call, _ = practice.planned("kubectl.drain", NODE)
    make_pod(practice)
    told = refusal(lambda: practice.again("kubectl.drain", call))
    assert "bare pod" in told and told.endswith("it stays cordoned: drain it again, or `kubectl.uncordon` it")
    assert "bare" in {pod["metadata"]["name"] for pod in practice.kit.pods("dev")}


def test_there_has_to_be_such_a_node(practice):
    """One sentence names it."""
    for name in ("kubectl.cordon", "kubectl.uncordon", "kubectl.drain"):
        told = refusal(lambda name=name: practice.planned(name, {"name": "nobody"}))
        assert told == "there is no node nobody"


@dataclass
class Silent:
    """A fake of an API server that does not answer for some time, as one that moves to another node."""

    cluster: Cluster
    silent: int
    host: str = "silent"

    def get(self, path: str, params: Mapping[str, str] | None = None) -> bytes:
        if path.endswith("/pods") and says_cordoned(self.cluster) and self.silent:
            self.silent -= 1
            raise ReadError(Missing(Why.UNREACHABLE, "connection refused"))
        return self.cluster.get(path, params)

    def send(self, *arguments: Any) -> bytes:
        return self.cluster.send(*arguments)


def says_cordoned(cluster: Cluster) -> bool:
    return b'"unschedulable":true' in cluster.get(PATH)


def test_an_api_server_that_is_silent_for_a_while_is_waited_for(practice):
    """A drain may move the API server itself, or what stands before it."""
    cluster = practice.cluster
    practice.cluster = Silent(cluster, 5)
    practice.do("kubectl.drain", NODE)
    assert not on_node(practice) and practice.cluster.silent == 0


def test_an_api_server_that_stays_silent_ends_the_wait(practice):
    """The node stays cordoned, and the sentence says so."""
    practice.cluster = Silent(practice.cluster, 1000)
    told = refusal(lambda: practice.do("kubectl.drain", {**NODE, "within": "20s"}))
    assert told.startswith(
        "what there is of kind pod cannot be read: unreachable connection refused; it stays cordoned"
    )
