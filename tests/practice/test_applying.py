"""Server-side apply: who sets a field owns it, and what its owner no longer says is gone."""

from __future__ import annotations

from typing import Any

import pytest

from firstmate.practice.fieldsets import Shape, compare, fields_of, from_v1, merge, text, to_v1
from tests.practice.kit import Kit

PATH = "/api/v1/namespaces/default/configmaps/settings"
MOSQUITTO = "/apis/apps/v1/namespaces/home/deployments/mosquitto"
POD_SPEC = Shape("core/v1.PodSpec")
SERVICE = Shape("core/v1.ServiceSpec")


def settings(**data: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": data}


def apply(kit: Kit, manager: str, body: Any, path: str = PATH, **query: str) -> tuple[int, Any]:
    return kit.call("PATCH", path, body, content_type="application/apply-patch+yaml", fieldManager=manager, **query)


def owned(obj: Any) -> dict[str, Any]:
    return {entry["manager"]: entry["fieldsV1"] for entry in obj["metadata"].get("managedFields", [])}


def test_what_is_not_there_is_created() -> None:
    """With the manager as the owner of what it said."""
    status, made = apply(Kit.of(), "one", settings(a="1"))
    assert status == 201
    assert owned(made) == {"one": {"f:data": {"f:a": {}}}}


def test_applying_the_same_again_writes_nothing() -> None:
    """Not even later: the version stays."""
    kit = Kit.of()
    _, first = apply(kit, "one", settings(a="1"))
    kit.pass_time(60)
    assert apply(kit, "one", settings(a="1")) == (200, first)


def test_what_another_has_set_is_a_conflict() -> None:
    """The refusal names who and where; force takes the field over."""
    kit = Kit.of()
    apply(kit, "one", settings(a="1", b="1"))
    status, refusal = apply(kit, "two", settings(a="2"))
    assert (status, refusal["message"]) == (409, 'Apply failed with 1 conflict: conflict with "one": .data.a')
    status, forced = apply(kit, "two", settings(a="2"), force="true")
    assert (status, owned(forced)) == (200, {"one": {"f:data": {"f:b": {}}}, "two": {"f:data": {"f:a": {}}}})


def test_a_field_is_gone_when_the_last_who_said_it_says_it_no_more() -> None:
    """As long as another says it, it stays."""
    kit = Kit.of()
    apply(kit, "one", settings(a="1", b="1"))
    apply(kit, "two", settings(b="1"))
    _, less = apply(kit, "one", {**settings(), "data": None})
    assert less["data"] == {"b": "1"}
    _, none = apply(kit, "two", {**settings(), "data": None})
    assert "data" not in none


def test_what_was_made_without_apply_belongs_to_before_first_apply() -> None:
    """The objects of the practice site are such."""
    body = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "mosquitto"}, "spec": {"replicas": 2}}
    kit = Kit.of()
    status, refusal = apply(kit, "one", body, MOSQUITTO)
    assert status == 409
    assert 'conflict with "before-first-apply" using apps/v1: .spec.replicas' in refusal["message"]
    assert apply(kit, "one", body, MOSQUITTO, force="true")[1]["spec"]["replicas"] == 2


def test_who_scales_owns_the_number_of_replicas() -> None:
    """And whoever then applies another number is told."""
    kit = Kit.of()
    labels = {"app": "web"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "web", "image": "nginx"}]}}
    spec = {"replicas": 1, "selector": {"matchLabels": labels}, "template": template}
    body = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec}
    path = "/apis/apps/v1/namespaces/default/deployments/web"
    assert apply(kit, "one", body, path)[0] == 201
    kit.call("PATCH", f"{path}/scale", {"spec": {"replicas": 3}}, content_type="application/merge-patch+json")
    status, refusal = apply(kit, "one", body, path)
    assert status == 409
    assert 'with subresource "scale" using apps/v1: .spec.replicas' in refusal["message"]


def test_a_dry_run_stores_nothing() -> None:
    """It answers as if it had."""
    kit = Kit.of()
    assert apply(kit, "one", settings(a="1"), dryRun="All")[0] == 201
    assert kit.call("GET", PATH)[0] == 404


def test_owners_can_be_cleared() -> None:
    """As kubectl does it when it takes over: by a patch of managedFields."""
    kit = Kit.of()
    apply(kit, "one", settings(a="1"))
    cleared = kit.patch(PATH, {"metadata": {"managedFields": [{}]}}, "merge-patch")
    assert owned(cleared) == {}


@pytest.mark.parametrize(
    ("value", "paths"),
    [
        ({"containers": [{"name": "a", "image": "x"}]}, {'.containers[name="a"]', '.containers[name="a"].name'}),
        ({"nodeSelector": {"a": "b"}}, {".nodeSelector"}),
        ({"tolerations": [{"key": "a"}]}, {".tolerations"}),
        (
            {"containers": [{"name": "a", "ports": [{"containerPort": 80}]}]},
            {'.containers[name="a"].ports[containerPort=80,protocol="TCP"]'},
        ),
        ({"hostNetwork": None}, set()),
    ],
)
def test_the_fields_of_a_manifest(value: Any, paths: set[str]) -> None:
    """Lists are owned by their items where these have keys, and else as one value."""
    told = {text(path) for path in fields_of(POD_SPEC, value)}
    assert paths <= told
    assert bool(paths) is bool(told)


def test_fields_are_written_and_read_alike() -> None:
    """FieldsV1 holds what the set does."""
    paths = fields_of(POD_SPEC, {"containers": [{"name": "a", "env": [{"name": "X", "value": "1"}]}], "hostPID": True})
    assert from_v1(to_v1(paths)) == paths


def test_the_difference_of_two_objects() -> None:
    """What came, what went, what is otherwise."""
    old = {"ports": [{"port": 80, "name": "a"}], "type": "ClusterIP"}
    new = {"ports": [{"port": 80, "name": "b"}, {"port": 81}]}
    found = compare(SERVICE, old, new)
    assert {text(path) for path in found.modified} == {'.ports[port=80,protocol="TCP"].name'}
    assert '.ports[port=81,protocol="TCP"]' in {text(path) for path in found.added}
    assert {text(path) for path in found.removed} == {".type"}


def test_items_are_merged_by_their_keys() -> None:
    """Those that are there keep their place, new ones follow."""
    live = {"ports": [{"port": 80, "name": "a"}, {"port": 81, "name": "b"}]}
    merged = merge(SERVICE, live, {"ports": [{"port": 82}, {"port": 81, "targetPort": 9}]})
    assert merged == {"ports": [{"port": 80, "name": "a"}, {"port": 81, "name": "b", "targetPort": 9}, {"port": 82}]}
