"""statefulset-blocked: one pod that the others wait for."""

from __future__ import annotations

import pytest

from firstmate.analyzers.statefulset_blocked import check
from tests.support.build import JUST_NOW, facts_of, merged, obj


def stateful(replicas: int, *ready: bool, **status):
    """StatefulSet `db` with a pod for each ordinal that was made."""
    made = obj(
        "StatefulSet",
        "db",
        spec={"replicas": replicas},
        status={"replicas": len(ready), "readyReplicas": sum(ready), "updatedReplicas": len(ready), **status},
    )
    owner = [{"kind": "StatefulSet", "name": "db", "controller": True}]
    pods = [
        obj(
            "Pod",
            f"db-{n}",
            metadata={"ownerReferences": owner},
            status={"phase": "Running", "conditions": [{"type": "Ready", "status": str(well)}]},
        )
        for n, well in enumerate(ready)
    ]
    return made, *pods


def test_a_pod_that_keeps_the_next_from_being_made_is_named():
    """Ordinal 1 is not ready, so ordinal 2 was never made."""
    found = list(check(facts_of(*stateful(3, True, False))))

    assert [str(f.object) for f in found] == ["StatefulSet/shop/db"]
    assert "db-1" in found[0].claim and "1 of 3" in found[0].claim


def test_a_pod_that_holds_up_an_update_is_named():
    """The update goes from the highest ordinal down and waits for each."""
    halfway = stateful(3, True, True, False, updateRevision="db-b", currentRevision="db-a", updatedReplicas=1)

    assert "db-2" in next(check(facts_of(*halfway))).claim


@pytest.mark.parametrize("ready", [(True, True, True), (True, False, True), (True, False, False)])
def test_pods_that_keep_nobody_waiting_are_quiet(ready):
    """All of them were made: what is not ready is told by the general rules."""
    assert list(check(facts_of(*stateful(3, *ready)))) == []


def test_a_pod_that_is_starting_is_quiet():
    """It has a minute."""
    made, first, second = stateful(3, True, False)
    young = merged(second, {"metadata": {"creationTimestamp": JUST_NOW}})

    assert list(check(facts_of(made, first, young))) == []
