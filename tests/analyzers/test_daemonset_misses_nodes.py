"""daemonset-misses-nodes: nodes that should run an agent and do not."""

from __future__ import annotations

import pytest

from firstmate.analyzers.daemonset_misses_nodes import check
from firstmate.findings import Severity
from tests.support.build import JUST_NOW, facts_of, obj

OWNER = [{"kind": "DaemonSet", "name": "agent", "controller": True}]


def agent(wanted: int, ready: int, **parts):
    return obj("DaemonSet", "agent", status={"desiredNumberScheduled": wanted, "numberReady": ready}, **parts)


def pod_on(node: str, *, made: str = "2026-03-01T11:00:00Z", pinned: bool = False):
    """A pod of the agent that is not ready, on its node or still pinned to it."""
    term = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}
    required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}
    spec = {"affinity": {"nodeAffinity": required}} if pinned else {"nodeName": node}
    return obj(
        "Pod", f"agent-{node}", metadata={"ownerReferences": OWNER, "creationTimestamp": made}, spec=spec, status={}
    )


@pytest.mark.parametrize("pinned", [False, True])
def test_the_nodes_that_are_missed_are_named(pinned):
    """A pod that no node has taken yet is pinned to its node by affinity."""
    found = list(check(facts_of(agent(3, 2), pod_on("pi-3", pinned=pinned))))

    assert [(str(f.object), f.severity) for f in found] == [("DaemonSet/shop/agent", Severity.WARNING)]
    assert "2 of 3 nodes" in found[0].claim and "pi-3" in found[0].claim


def test_none_ready_is_critical():
    """A network plugin that runs nowhere."""
    assert [f.severity for f in check(facts_of(agent(3, 0)))] == [Severity.CRITICAL]


@pytest.mark.parametrize(
    "objects",
    [
        (agent(3, 3),),
        (agent(0, 0),),
        (agent(3, 2), pod_on("pi-3", made=JUST_NOW)),
        (agent(3, 0, metadata={"creationTimestamp": JUST_NOW}),),
    ],
    ids=["everywhere", "nowhere wanted", "a new node", "new"],
)
def test_daemonsets_that_are_well_or_starting_are_quiet(objects):
    """A node that joined a minute ago gets its pod."""
    assert list(check(facts_of(*objects))) == []
