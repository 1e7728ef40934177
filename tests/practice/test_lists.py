"""Pages and watches tell of one moment, and then of everything that has happened since."""

from __future__ import annotations

import json
from typing import Any

from firstmate.practice import api, watching
from firstmate.practice.request import Request
from firstmate.practice.simulation import Simulation
from firstmate.practice.store import REMEMBERED_CHANGES
from tests.practice.kit import Kit

MAPS = "/api/v1/namespaces/default/configmaps"


def with_maps(*names: str) -> Kit:
    kit = Kit.of()
    for name in names:
        create(kit, name)
    return kit


def create(kit: Kit, name: str, **labels: str) -> None:
    assert kit.call("POST", MAPS, {"metadata": {"name": name, "labels": labels}})[0] == 201


def names(listed: Any) -> list[str]:
    return [item["metadata"]["name"] for item in listed["items"]]


def test_pages_are_of_one_moment() -> None:
    """What is made or deleted in between does not show up, and the version is the first page's."""
    kit = with_maps("a", "b", "c")
    first = kit.get(MAPS, limit="2")
    create(kit, "bb")
    kit.call("DELETE", f"{MAPS}/c")
    rest = kit.get(MAPS, limit="9", **{"continue": first["metadata"]["continue"]})
    assert (names(first), names(rest)) == (["a", "b"], ["c", "kube-root-ca.crt"])
    assert first["metadata"]["remainingItemCount"] == 2
    assert rest["metadata"] == {"resourceVersion": first["metadata"]["resourceVersion"]}


def test_a_list_that_was_left_for_too_long_is_gone() -> None:
    """With 410, and a token for whoever takes what is left as it is by then."""
    kit = with_maps("a", "b", "c")
    first = kit.get(MAPS, limit="2")
    kit.pass_time(400, step=20)
    status, refusal = kit.call("GET", MAPS, limit="2", **{"continue": first["metadata"]["continue"]})
    assert (status, refusal["reason"]) == (410, "Expired")
    create(kit, "bb")
    left = kit.get(MAPS, **{"continue": refusal["metadata"]["continue"]})
    assert names(left) == ["bb", "c", "kube-root-ca.crt"]


def test_all_pods_in_pages_are_all_pods() -> None:
    """Across namespaces, none twice and none left out."""
    kit = Kit.of()
    everything, found, more = kit.get("/api/v1/pods")["items"], [], ""
    while True:
        page = kit.get("/api/v1/pods", limit="7", **({"continue": more} if more else {}))
        found += page["items"]
        more = page["metadata"].get("continue", "")
        if not more:
            break
    assert found == everything


def follower(kit: Kit, **query: str) -> watching.Follower:
    watch = api.handle(kit.simulation.world, Request("GET", MAPS, {"watch": "1", **query}))
    assert isinstance(watch, api.Watch)
    return watching.Follower(kit.simulation.world, watch)


def told(lines: list[bytes]) -> list[tuple[str, str]]:
    events = [json.loads(line) for line in lines]
    return [(event["type"], event["object"].get("metadata", {}).get("name", "")) for event in events]


def test_a_watch_goes_on_from_a_version() -> None:
    """Every change since it, in order, and nothing of before."""
    kit = with_maps("a")
    since = kit.get(MAPS)["metadata"]["resourceVersion"]
    create(kit, "b")
    kit.patch(f"{MAPS}/a", {"data": {"x": "y"}})
    kit.call("DELETE", f"{MAPS}/b")
    watch = follower(kit, resourceVersion=since)
    assert watch.first() == []
    assert told(watch.more()) == [("ADDED", "b"), ("MODIFIED", "a"), ("DELETED", "b")]


def test_a_watch_by_label_sees_objects_come_and_go() -> None:
    """What loses the label is deleted to it, what gets it is added."""
    kit = with_maps("a")
    watch = follower(kit, labelSelector="team=x")
    assert watch.first() == []
    kit.patch(f"{MAPS}/a", {"metadata": {"labels": {"team": "x"}}})
    kit.patch(f"{MAPS}/a", {"metadata": {"labels": {"team": "y"}}})
    assert told(watch.more()) == [("ADDED", "a"), ("DELETED", "a")]


def test_a_watch_from_what_is_forgotten_ends() -> None:
    """With 410: the client has to list anew."""
    kit = with_maps("a")
    since = kit.get(MAPS)["metadata"]["resourceVersion"]
    for number in range(REMEMBERED_CHANGES + 1):
        kit.patch(f"{MAPS}/a", {"data": {"x": str(number)}})
    watch = follower(kit, resourceVersion=since)
    (line,) = watch.more()
    assert watch.lost
    assert json.loads(line)["object"]["code"] == 410


def test_a_watch_from_before_a_restart_ends() -> None:
    """The changes are not kept on disk: it must not look as if there had been none."""
    kit = with_maps("a")
    since = kit.get(MAPS)["metadata"]["resourceVersion"]
    create(kit, "b")
    resumed = Kit(Simulation.load(json.loads(json.dumps(kit.simulation.dump()))))
    watch = follower(resumed, resourceVersion=since)
    watch.more()
    assert watch.lost


def test_bookmarks_tell_how_far_a_watch_has_come() -> None:
    """Once a minute, to those who ask for them."""
    kit = with_maps("a")
    watch, other = follower(kit, allowWatchBookmarks="true"), follower(kit)
    kit.pass_time(70)
    (line,) = watch.more()
    assert json.loads(line)["type"] == "BOOKMARK"
    assert json.loads(line)["object"]["metadata"]["resourceVersion"] == str(kit.simulation.world.store.version)
    assert other.more() == []


def test_a_version_that_is_none_is_refused() -> None:
    """Before any stream begins."""
    status, _ = Kit.of().call("GET", MAPS, watch="1", resourceVersion="soon")
    assert status == 400
