"""Snapshots as files: written whole, read back the same, and one sentence for every file that is none."""

from __future__ import annotations

import json
import resource
import stat
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firstmate.adapters.files import load, save
from firstmate.errors import UsageError
from firstmate.services.diagnose import diagnose
from firstmate.snapshot import Connection, LogExcerpt, ServiceState, Snapshot
from firstmate.snapshot.listing import Listing, Missing, Why
from firstmate.snapshot.objects import Pod
from firstmate.snapshot.series import Metric, Series
from tests.support.alerts import alert, heard
from tests.support.build import NOW, deployment, healthy_app, obj, replicaset, waiting_pod
from tests.support.clusters import cluster_of, web_on_a_claim
from tests.support.shown import forms

MISSING = waiting_pod("ErrImagePull", "registry.example/api:1.0: not found", "api")


def broken(**more: object) -> Snapshot:
    told = heard(alert("KubePodNotReady", pod="api-5d8c7b9f4-abcde", namespace="shop"))
    fault = (
        deployment(ready=0),
        replicaset(),
        *web_on_a_claim(),
        deployment("api", ready=0),
        replicaset("api"),
        MISSING,
    )
    return cluster_of(*fault, alerts=told, **more)


def put(folder: Path, **files: object) -> Path:
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content))
    return folder


def refusal(path: Path) -> str:
    with pytest.raises(UsageError) as refused:
        load(path)
    return refused.value.message


# ---- saved snapshots -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unread", [{}, {"secrets": Missing(Why.FORBIDDEN, "no"), "events": Missing(Why.TIMEOUT)}])
def test_a_saved_snapshot_gives_the_same_report(tmp_path, unread):
    """Byte for byte in every form, what could not be read included."""
    snapshot = broken(unread=unread)

    save(snapshot, tmp_path / "snap.json")

    assert forms(diagnose(load(tmp_path / "snap.json"))) == forms(diagnose(snapshot))


def test_everything_in_a_snapshot_comes_back(tmp_path):
    """Objects, alerts, and what stands beside them."""
    snapshot = broken(
        namespace="shop",
        logs=(LogExcerpt("shop", "web", "boom", errors_only=True),),
        node_services=(ServiceState("node-1", "kubelet.service", "active"),),
        connections=(Connection("shop", "web", 80, ok=False, text="refused", failed_from=("node-1",)),),
        series=(Series(Metric.CPU, "web", (1.0, None)),),
        dependencies={"web": ("api",)},
        declared=("prometheus",),
    )
    snapshot = replace(snapshot, listings={"pods": replace(snapshot.pods, namespace="shop")})

    save(snapshot, tmp_path / "snap.json")

    assert load(tmp_path / "snap.json") == snapshot


def test_a_snapshot_is_for_its_owner_alone(tmp_path):
    """It names everything in the cluster."""
    save(broken(), tmp_path / "snap.json")

    assert stat.S_IMODE((tmp_path / "snap.json").stat().st_mode) == 0o600


def test_secrets_do_not_get_into_the_file(tmp_path):
    """Neither from environments nor from logs."""
    env = [{"name": "DB_PASSWORD", "value": "hunter2"}]
    told = deployment(spec={"template": {"spec": {"containers": [{"name": "web", "env": env}]}}})
    log = LogExcerpt("shop", "web", "cannot reach postgres://app:hunter2@db/app")

    save(cluster_of(told, logs=(log,)), tmp_path / "snap.json")

    assert "hunter2" not in (tmp_path / "snap.json").read_text()


@pytest.mark.parametrize("target", ["absent/snap.json", "file/snap.json", "folder"])
def test_where_nothing_can_be_written_it_is_said_and_nothing_is_left(tmp_path, target):
    """A folder that is not there, a file in its place, a folder of that name."""
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()

    with pytest.raises(UsageError, match="cannot be written"):
        save(broken(), tmp_path / target)
    assert {p.name for p in tmp_path.iterdir()} == {"file", "folder"}


def test_a_full_disk_leaves_the_former_file(tmp_path):
    """Half a file would be worse than an old one."""
    (path := tmp_path / "snap.json").write_text("former")
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, most))

    try:
        with pytest.raises(UsageError, match="cannot be written: File too large"):
            save(broken(), path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert path.read_text() == "former" and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schema": 2}, "schema 2 is not known"),
        ({"schema": None}, "schema None is not known"),
        ({"takenAt": "yesterday"}, "not a whole Firstmate snapshot"),
        ({"takenAt": "2026-03-01T12:00:00"}, "not a whole Firstmate snapshot"),
        ({"listings": 5}, "not a whole Firstmate snapshot"),
        ({"listings": {"pods": 5}}, "not a whole Firstmate snapshot"),
        ({"listings": {"pods": {"items": 5}}}, "not a whole Firstmate snapshot"),
        ({"listings": {"pods": {"missing": {"why": "bored"}}}}, "not a whole Firstmate snapshot"),
        ({"alerts": []}, "not a whole Firstmate snapshot"),
        ({"logs": [5]}, "not a whole Firstmate snapshot"),
        ({"custom": 5}, "not a whole Firstmate snapshot"),
    ],
)
def test_a_damaged_snapshot_is_refused_by_name(tmp_path, change, words):
    """Also one of a newer version: it is not read at a guess."""
    save(broken(), path := tmp_path / "snap.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | change))

    assert words in (message := refusal(path)) and str(path) in message


def test_objects_that_do_not_fit_in_a_saved_snapshot_are_counted(tmp_path):
    """Nothing that matters gets lost in silence."""
    save(broken(), path := tmp_path / "snap.json")
    document = json.loads(path.read_text())
    document["listings"]["pods"]["items"].append({"spec": "nameless"})
    path.write_text(json.dumps(document))

    assert "pods" in load(path).unreadable


# ---- lists of kubectl ----------------------------------------------------------------------------------------------


def test_a_folder_of_lists_gives_the_same_incidents(tmp_path):
    """One file for each kind, or all objects in one."""
    objects = [deployment("api", ready=0), replicaset("api"), MISSING]
    typed = {kind["kind"].lower() + "s": {"kind": f"{kind['kind']}List", "items": [kind]} for kind in objects}
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    for items in typed.values():
        items["items"] = [{k: v for k, v in item.items() if k != "kind"} for item in items["items"]]

    separate = diagnose(load(put(tmp_path / "a", **typed)))
    together = diagnose(load(put(tmp_path / "b", objects={"kind": "List", "items": objects})))

    assert [i.cause.code for i in separate.incidents] == ["image-not-found"]
    assert [i.cause for i in separate.incidents] == [i.cause for i in together.incidents]


def test_a_single_file_and_a_single_object_can_be_judged(tmp_path):
    """What `kubectl get pod web -o json` prints is enough to say something."""
    put(tmp_path, one=MISSING)

    assert len(load(tmp_path / "one.json").pods) == 1


def test_an_empty_list_is_known_by_the_name_of_its_file(tmp_path):
    """kubectl prints `List` without items: no pods is not the same as pods not read."""
    snapshot = load(put(tmp_path, pods={"kind": "List", "items": []}))

    assert snapshot.pods == Listing() and snapshot.nodes.missing == Missing(Why.NOT_READ)


def test_what_was_not_in_the_folder_is_not_called_healthy(tmp_path):
    """Nothing wrong in what was read is all that can be said."""
    report = diagnose(load(put(tmp_path, pods={"kind": "List", "items": []})))

    assert report.partial and not report.unreadable


@pytest.mark.parametrize("odd", [5, None, {"kind": ["Pod"]}, {"kind": None}, {"kind": "Unknown"}, {}])
def test_odd_items_of_a_list_do_no_harm(tmp_path, odd):
    """The others are read."""
    assert len(load(put(tmp_path, objects={"kind": "List", "items": [odd, MISSING]})).pods) == 1


def test_an_item_that_is_no_pod_is_counted(tmp_path):
    """It calls itself one and has no name."""
    snapshot = load(put(tmp_path, objects={"kind": "List", "items": [{"kind": "Pod", "metadata": 5}, MISSING]}))

    assert "pods" in snapshot.unreadable


def test_now_is_the_newest_time_in_the_lists_unless_told(tmp_path):
    """Never the wall clock, and not a time to come."""
    until = {"kind": "Certificate", "metadata": {"name": "web"}, "status": {"notAfter": "2027-01-01T00:00:00Z"}}
    put(tmp_path, pods={"kind": "List", "items": [MISSING, until]})

    assert load(tmp_path).taken_at == datetime(2026, 3, 1, 11, tzinfo=UTC)
    assert load(tmp_path, NOW).taken_at == NOW


def test_what_stands_beside_the_objects_is_read(tmp_path):
    """Alerts, logs, node services, connections, metrics."""
    snapshot = load(
        put(
            tmp_path,
            pods={"kind": "PodList", "items": [MISSING]},
            alerts={"status": "success", "data": {"alerts": [alert("Odd")]}},
            logs={"api": "boom"},
            logs_recent={"api": "fine", "odd": 5},
            probes={
                "node_services": {"node-1": {"kubelet": {"active": "active", "sub": "running"}, "odd": 5}},
                "connectivity": {"shop/api:80": {"ok": False, "text": "refused"}, "odd": {"ok": True}},
                "dependencies": {"web": {"downstream": ["api"]}, "odd": 5},
            },
            metrics={"series": {"api-cpu": [1, None, "odd"]}},
        )
    )

    assert [a.labels["alertname"] for a in snapshot.alerts["prometheus"].items] == ["Odd"]
    assert snapshot.logs == (LogExcerpt("", "api", "boom", errors_only=True), LogExcerpt("", "api", "fine"))
    assert snapshot.node_services == (ServiceState("node-1", "kubelet", "active", "running"),)
    assert snapshot.connections == (Connection("shop", "api", 80, ok=False, text="refused"),)
    assert snapshot.dependencies == {"web": ("api",)}
    assert snapshot.series == (Series(Metric.CPU, "api", (1.0, None, None)),)


@pytest.mark.parametrize("name", ["alerts", "logs", "logs_recent", "probes", "metrics"])
@pytest.mark.parametrize("odd", [5, [5], "odd", {"data": 5}, {"node_services": {"n": {}}}, None])
def test_odd_files_beside_the_objects_are_refused_or_left_out(tmp_path, name, odd):
    """Never a traceback, and the objects are not blamed."""
    put(tmp_path, pods={"kind": "PodList", "items": [MISSING]}, **{name: odd})

    with suppress(UsageError):
        diagnose(load(tmp_path))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not valid JSON"),
        (b'{"items": [', "not valid JSON"),
        (b"\xff\xfe\x00", "not valid JSON"),
        (b"[]", "not what `kubectl get -o json` prints"),
        (b"5", "not what `kubectl get -o json` prints"),
        (b"{}", "no Kubernetes objects"),
        (b'{"kind": "Unknown"}', "no Kubernetes objects"),
        (b'{"kind": "List", "items": {}}', "no Kubernetes objects"),
    ],
)
def test_a_file_that_holds_no_objects_is_refused_by_name(tmp_path, content, words):
    """With what is wrong with it."""
    (path := tmp_path / "odd.json").write_bytes(content)

    assert words in (message := refusal(path)) and str(path) in message


def test_folders_and_paths_that_hold_nothing_are_refused_by_name(tmp_path):
    """An empty folder, one without JSON, one that is not there."""
    (tmp_path / "readme.txt").touch()

    assert "no .json files" in refusal(tmp_path)
    assert "No such file" in refusal(tmp_path / "absent")
    (tmp_path / "pods.json").mkdir()
    assert "cannot be read" in refusal(tmp_path)


def test_a_healthy_snapshot_stays_healthy(tmp_path):
    """Nothing is lost on the way that would look like a fault."""
    save(cluster_of(*healthy_app(), obj("Secret", "keys", data={"a": "eA=="})), tmp_path / "snap.json")
    snapshot = load(tmp_path / "snap.json")

    assert diagnose(snapshot).exit_code == 0
    assert snapshot.secrets.items[0].keys == ("a",) and isinstance(snapshot.pods.items[0], Pod)
