"""What an action does is what the commands of its plan do: the guard judges those, and a person reads them.

Each is done to one of two twins, kubectl runs its commands on the other, and both have to look alike afterwards.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from firstmate.adapters.cluster import Cluster, ReadError, Target
from firstmate.services.actions.values import MARK
from tests.services.actions.kit import World, world
from tests.support.kube import Cluster as Real

TWINS = ("one", "two")
WEB = {"kind": "deployment", "name": "web"}
IMAGE = "docker.io/library/nginx:1.27.4-alpine"
CONTAINER = {"name": "web", "image": IMAGE, "resources": {"limits": {"memory": "64Mi"}}}
POD = {"terminationGracePeriodSeconds": 0, "containers": [CONTAINER, {"name": "side", "image": IMAGE}]}
DEPLOYMENT = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web"},
    "spec": {
        "replicas": 2,
        "selector": {"matchLabels": {"app": "web"}},
        "template": {"metadata": {"labels": {"app": "web"}}, "spec": POD},
    },
}
JOB = {
    "apiVersion": "batch/v1",
    "kind": "Job",
    "metadata": {"name": "done"},
    "spec": {"parallelism": 0, "template": {"spec": {**POD, "restartPolicy": "Never"}}},
}
ENDED = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "ended"}, "spec": POD}
COMPLETE = {"conditions": [{"type": "Complete", "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z"}]}
DEPLOYMENTS = "/apis/apps/v1/namespaces/{}/deployments"
JOBS = "/apis/batch/v1/namespaces/{}/jobs"
PODS = "/api/v1/namespaces/{}/pods"
NODES = "/api/v1/nodes"

# action, what it is done with beside the twin's namespace or node, whether it is about the node
CASES: tuple[tuple[str, Mapping[str, Any], bool], ...] = (
    ("kubectl.scale", {**WEB, "replicas": 3}, False),
    ("kubectl.set-image", {**WEB, "container": "web", "image": f"{IMAGE}-slim"}, False),
    ("kubectl.rollout-undo", WEB, False),
    ("kubectl.set-resources", {**WEB, "container": "web", "requests": {"cpu": "7m"}, "limits": {"cpu": "9m"}}, False),
    ("kubectl.set-resources", {**WEB, "container": "web", "limits": {"cpu": None, "memory": "65Mi"}}, False),
    ("kubectl.restart", WEB, False),
    ("kubectl.delete-pod", {}, False),
    ("kubectl.clear-jobs", {"older_than": "1h"}, False),
    ("kubectl.clear-pods", {}, False),
    ("kubectl.cordon", {}, True),
    ("kubectl.uncordon", {}, True),
    ("kubectl.drain", {"force": True}, True),
)


class Live(World):
    """A real API server: time passes by itself there."""

    def clock(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(min(seconds, 0.5))


def get(place: World, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(place.cluster.get(path))
    return found


def named(place: World, path: str) -> set[str]:
    return {each["metadata"]["name"] for each in get(place, path)["items"]}


def settle(place: World) -> None:
    """Until the controllers have seen what was done last, and there are pods."""
    for _ in range(100):
        if all(is_settled(place, twin) for twin in TWINS):
            return
        place.sleep(2)
    raise AssertionError("the controllers do not come to an end")


def is_settled(place: World, twin: str) -> bool:
    web = get(place, f"{DEPLOYMENTS.format(twin)}/web")
    pods = [name for name in named(place, PODS.format(twin)) if "web-" in name]
    return web["metadata"]["generation"] == web.get("status", {}).get("observedGeneration") and len(pods) >= 2


def prepare(place: World) -> None:
    """Twins: a namespace and a node each, with the same in them."""
    for twin in TWINS:
        place.cluster.send("POST", "/api/v1/namespaces", {"metadata": {"name": twin}})
        place.cluster.send("POST", NODES, {"metadata": {"name": f"node-{twin}"}})
        pod = {**ENDED, "metadata": {"name": "bare"}, "spec": {**POD, "nodeName": f"node-{twin}"}}
        for path, body in ((DEPLOYMENTS, DEPLOYMENT), (JOBS, JOB), (PODS, ENDED), (PODS, pod)):
            send(place, path.format(twin), body)
        merge(place, f"{JOBS.format(twin)}/done/status", COMPLETE)
        merge(place, f"{PODS.format(twin)}/ended/status", {"phase": "Succeeded"})


def send(place: World, path: str, body: Any) -> None:
    """Once the service account of the new namespace is there."""
    for _ in range(50):
        try:
            place.cluster.send("POST", path, body)
        except ReadError as error:
            if "serviceaccount" not in str(error):
                raise
            place.sleep(0.2)
        else:
            return


def merge(place: World, path: str, status: Any) -> None:
    place.cluster.send("PATCH", path, {"status": status}, "application/merge-patch+json")


def arguments(place: World, case: tuple[str, Mapping[str, Any], bool], twin: str) -> dict[str, Any]:
    name, more, of_node = case
    if of_node:
        return {**more, "name": f"node-{twin}"}
    if name == "kubectl.delete-pod":
        return {"namespace": twin, "name": min(each for each in named(place, PODS.format(twin)) if "web-" in each)}
    return {**more, "namespace": twin}


def seen(place: World, twin: str, old: set[str]) -> Any:
    """All that an action may have changed, without what differs from twin to twin."""
    web = get(place, f"{DEPLOYMENTS.format(twin)}/web")
    notes = web["metadata"].get("annotations", {})
    kept = {key: value for key, value in notes.items() if key not in (MARK, "deployment.kubernetes.io/revision")}
    marks = web["spec"]["template"]["metadata"].get("annotations", {})
    if "kubectl.kubernetes.io/restartedAt" in marks:
        marks["kubectl.kubernetes.io/restartedAt"] = "at some time"
    node = get(place, f"{NODES}/node-{twin}")["spec"].get("unschedulable")
    others = {name for name in named(place, PODS.format(twin)) if "web-" not in name}
    left = len(old & named(place, PODS.format(twin)))
    return web["spec"], kept, node, others, left, named(place, JOBS.format(twin))


def check(place: World) -> None:
    prepare(place)
    for case in CASES:
        settle(place)
        old = {twin: named(place, PODS.format(twin)) if "pod" in case[0] else set() for twin in TWINS}
        ours, theirs = (arguments(place, case, twin) for twin in TWINS)
        _, plan = place.planned(case[0], theirs)
        place.do(case[0], ours, f"run/{case[0]}/1")
        for line in plan.commands:
            waits = " --wait=false" if " delete " in line else ""
            place.kubectl(line + waits)
        place.sleep(1)
        assert seen(place, "one", old["one"]) == seen(place, "two", old["two"]), case


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield made


@pytest.mark.kubectl
def test_on_the_practice_cluster(practice):
    """Time passes there only when a test says so: kubectl does not wait for what is deleted."""
    check(practice)


@pytest.mark.kube
@pytest.mark.kubectl
def test_on_a_real_api_server(cluster: Real):
    """With its own controllers, and no kubelet."""
    kubeconfig = str(cluster.kubeconfig)
    check(Live(kit=None, cluster=Cluster(Target(kubeconfig)), kubeconfig=cluster.kubeconfig))  # type: ignore[arg-type]
