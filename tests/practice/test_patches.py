"""The three kinds of patches do to an object what the API's documents say."""

from __future__ import annotations

from typing import Any

import pytest

from firstmate.practice.patches import json_patch, merge_patch, strategic_patch
from firstmate.practice.refusals import ApiError

DEPLOYMENT = "apps/v1.Deployment"
SERVICE = "core/v1.Service"
POD = "core/v1.Pod"


def containers(*items: dict[str, Any]) -> dict[str, Any]:
    return {"spec": {"containers": list(items)}}


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ],
)
def test_merge_patch_follows_the_examples_of_its_rfc(target: Any, patch: Any, result: Any) -> None:
    """Objects are merged, null deletes, lists are replaced."""
    assert merge_patch(target, patch) == result


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        pytest.param(
            containers({"name": "a", "image": "x"}, {"name": "b", "image": "y"}),
            containers({"name": "b", "image": "z"}),
            containers({"name": "a", "image": "x"}, {"name": "b", "image": "z"}),
            id="an item is merged by its key",
        ),
        pytest.param(
            containers({"name": "a"}),
            containers({"name": "b"}),
            containers({"name": "b"}, {"name": "a"}),
            id="a new item comes first, as the real server has it",
        ),
        pytest.param(
            containers({"name": "a"}, {"name": "b"}),
            containers({"name": "a", "$patch": "delete"}),
            containers({"name": "b"}),
            id="an item is deleted",
        ),
        pytest.param(
            containers({"name": "a"}, {"name": "b"}),
            {"spec": {"containers": [{"name": "c"}, {"$patch": "replace"}]}},
            containers({"name": "c"}),
            id="a list is replaced",
        ),
        pytest.param(
            containers({"name": "a", "args": ["1", "2"]}),
            containers({"name": "a", "args": ["3"]}),
            containers({"name": "a", "args": ["3"]}),
            id="a list without a key is replaced",
        ),
        pytest.param(
            containers({"name": "a", "env": [{"name": "X", "value": "1"}], "ports": [{"containerPort": 80}]}),
            containers(
                {"name": "a", "env": [{"name": "Y", "value": "2"}], "ports": [{"containerPort": 80, "name": "p"}]}
            ),
            containers(
                {
                    "name": "a",
                    "env": [{"name": "Y", "value": "2"}, {"name": "X", "value": "1"}],
                    "ports": [{"containerPort": 80, "name": "p"}],
                }
            ),
            id="lists in items have their own keys",
        ),
        pytest.param(
            containers({"name": "a"}, {"name": "b"}),
            {"spec": {"$setElementOrder/containers": [{"name": "b"}, {"name": "a"}], "containers": [{"name": "a"}]}},
            containers({"name": "b"}, {"name": "a"}),
            id="the order is set",
        ),
        pytest.param(
            {"metadata": {"finalizers": ["x", "y"]}},
            {"metadata": {"$deleteFromPrimitiveList/finalizers": ["x"], "finalizers": ["z"]}},
            {"metadata": {"finalizers": ["z", "y"]}},
            id="plain values are merged and deleted",
        ),
        pytest.param(
            {"spec": {"nodeName": "n", "containers": []}},
            {"spec": {"nodeName": None}},
            {"spec": {"containers": []}},
            id="null deletes",
        ),
        pytest.param(
            {"spec": {"volumes": [{"name": "v", "emptyDir": {}}]}},
            {"spec": {"volumes": [{"name": "v", "$retainKeys": ["name", "secret"], "secret": {"secretName": "s"}}]}},
            {"spec": {"volumes": [{"name": "v", "secret": {"secretName": "s"}}]}},
            id="only the retained keys stay",
        ),
    ],
)
def test_strategic_patch_merges_by_the_types(target: Any, patch: Any, result: Any) -> None:
    """Lists of named things are merged by name, others replaced; directives are obeyed and do not stay."""
    assert strategic_patch(target, patch, POD) == result


def test_strategic_patch_knows_ports_of_services_from_ports_of_containers() -> None:
    """A Service's ports have the key `port`, a container's `containerPort`."""
    target = {"spec": {"ports": [{"port": 80, "targetPort": 1}]}}
    patch = {"spec": {"ports": [{"port": 80, "targetPort": 2}, {"port": 443}]}}
    assert strategic_patch(target, patch, SERVICE) == {
        "spec": {"ports": [{"port": 80, "targetPort": 2}, {"port": 443}]}
    }


def test_strategic_patch_reaches_into_templates() -> None:
    """The types are followed from a Deployment to the containers of its pods."""
    target = {"spec": {"template": containers({"name": "a", "image": "x"}, {"name": "b"})}}
    patch = {"spec": {"template": containers({"name": "a", "image": "y"})}}
    result = {"spec": {"template": containers({"name": "a", "image": "y"}, {"name": "b"})}}
    assert strategic_patch(target, patch, DEPLOYMENT) == result


def test_a_patch_leaves_its_target_alone() -> None:
    """What is in the store does not change under anybody's hands."""
    target = containers({"name": "a", "env": [{"name": "X", "value": "1"}]})
    strategic_patch(target, containers({"name": "a", "env": [{"name": "X", "value": "2"}]}), POD)
    json_patch(target, [{"op": "remove", "path": "/spec/containers/0/env"}])
    assert target == containers({"name": "a", "env": [{"name": "X", "value": "1"}]})


@pytest.mark.parametrize(
    ("operations", "result"),
    [
        ([{"op": "replace", "path": "/a/b", "value": 2}], {"a": {"b": 2}, "l": [1, 2]}),
        ([{"op": "add", "path": "/a/c", "value": 3}], {"a": {"b": 1, "c": 3}, "l": [1, 2]}),
        ([{"op": "add", "path": "/l/-", "value": 3}], {"a": {"b": 1}, "l": [1, 2, 3]}),
        ([{"op": "add", "path": "/l/0", "value": 0}], {"a": {"b": 1}, "l": [0, 1, 2]}),
        ([{"op": "remove", "path": "/l/0"}], {"a": {"b": 1}, "l": [2]}),
        ([{"op": "add", "path": "/a/x~1y~0z", "value": 1}], {"a": {"b": 1, "x/y~z": 1}, "l": [1, 2]}),
        ([{"op": "test", "path": "/a/b", "value": 1}, {"op": "remove", "path": "/a"}], {"l": [1, 2]}),
        ([{"op": "test", "path": "/a/x"}], {"a": {"b": 1}, "l": [1, 2]}),
        ([{"op": "move", "from": "/a/b", "path": "/c"}], {"a": {}, "c": 1, "l": [1, 2]}),
        ([{"op": "move", "from": "/l/0", "path": "/l/-"}], {"a": {"b": 1}, "l": [2, 1]}),
        ([{"op": "copy", "from": "/a", "path": "/l/1"}], {"a": {"b": 1}, "l": [1, {"b": 1}, 2]}),
    ],
)
def test_json_patch_applies_its_operations_in_order(operations: Any, result: Any) -> None:
    """All six of the RFC, on objects and lists."""
    assert json_patch({"a": {"b": 1}, "l": [1, 2]}, operations) == result


@pytest.mark.parametrize(
    "operations",
    [
        [{"op": "replace", "path": "/x/y", "value": 1}],
        [{"op": "replace", "path": "/a/x", "value": 1}],
        [{"op": "remove", "path": "/l/7"}],
        [{"op": "test", "path": "/a/b", "value": 2}],
        [{"op": "move", "path": "/a/b", "from": "/x"}],
        [{"op": "copy", "path": "/l/9", "from": "/a"}],
        [{"op": "swap", "path": "/a/b", "value": 1}],
        [{"path": "/a"}],
        ["nonsense"],
        "nonsense",
    ],
)
def test_json_patch_that_does_not_apply_is_refused(operations: Any) -> None:
    """What is not there, what differs, and what is no operation."""
    with pytest.raises(ApiError):
        json_patch({"a": {"b": 1}, "l": [1, 2]}, operations)
