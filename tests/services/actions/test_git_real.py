"""A change is shown to a real API server before it is proposed, and leaves nothing there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from firstmate.adapters.cluster import Cluster as Api
from firstmate.adapters.cluster import Target
from firstmate.services.look import Scope, look
from tests.services.actions.git_kit import DEPLOYMENT, Yard, yard
from tests.services.actions.kit import refusal
from tests.support.kube import Cluster
from tests.support.world import READY_NODE, named

FILE = "apps/web/deployment.yaml"


class RealYard(Yard):
    """With a real cluster, which has a namespace and a node."""

    def look(self, namespace: str) -> Any:
        return look(self.tools.cluster(), Scope(namespace), datetime.now(UTC))


@pytest.fixture
def home(tmp_path: Path, cluster: Cluster) -> Iterator[RealYard]:
    cluster.create(named("v1", "Node", "node-1", "", status=READY_NODE), named("v1", "Namespace", "dev", ""))
    cluster.call("PATCH", "/api/v1/nodes/node-1", {"spec": {"taints": None}})
    api: Any = Api(Target(str(cluster.kubeconfig)))
    with yard(tmp_path) as made:
        yield RealYard(made.forge, made.folder, made.bare, api)


@pytest.mark.kube
def test_what_a_real_api_server_would_take_is_proposed(home: RealYard, cluster: Cluster) -> None:
    """The dry run keeps nothing."""
    _, plan = home.planned("git.propose-change", home.change())

    assert plan.shows.startswith("preflight: nothing stands against 1 object\n"), plan.shows
    assert cluster.call("GET", "/apis/apps/v1/namespaces/dev/deployments")["items"] == []
    assert home.propose()["paths"] == [FILE]


@pytest.mark.kube
def test_what_a_real_api_server_would_refuse_is_not_proposed(home: RealYard) -> None:
    """In its own words; a person may want it nevertheless."""
    wanted = {"repo": home.repo, "files": {FILE: DEPLOYMENT.replace("labels: {app: web}", "labels: {app: api}")}}

    why = refusal(lambda: home.planned("git.propose-change", wanted))
    assert "`selector` does not match template `labels`" in why
    assert "it would not run here: apps/web/deployment.yaml" in why
    assert home.bare.branches() == ["main"]
    assert home.do("git.propose-change", {**wanted, "preflight": False})["pull"] == 1
