"""Objects with fields that their type does not have, or of another JSON type, are told apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from firstmate.practice.kinds import RESOURCES
from firstmate.practice.schema import misfit, unknown_fields, written
from firstmate.practice.types import fields, is_known, type_of

DEPLOYMENT = "apps/v1.Deployment"


@pytest.mark.parametrize(
    ("obj", "paths"),
    [
        ({"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"replicas": 1}}, []),
        ({"spec": {"replica": 1}}, ["spec.replica"]),
        ({"specs": {}}, ["specs"]),
        (
            {"spec": {"template": {"spec": {"containers": [{"name": "a", "imagee": "x"}]}}}},
            ["spec.template.spec.containers[0].imagee"],
        ),
        ({"spec": {"template": {"spec": {"volumes": [{"name": "v", "emptyDir": {}, "secret": {}}]}}}}, []),
        ({"metadata": {"labels": {"anything": "goes"}}}, []),
        (
            {
                "spec": {
                    "template": {"spec": {"containers": [{"env": [{"valueFrom": {"secretKeyRef": {"name": "s"}}}]}]}}
                }
            },
            [],
        ),
    ],
)
def test_unknown_fields(obj: Any, paths: list[str]) -> None:
    """Each is named by its path; inlined fields and free maps are known."""
    assert list(unknown_fields(DEPLOYMENT, obj)) == paths


@pytest.mark.parametrize(
    ("obj", "words"),
    [
        ({"spec": {"replicas": 1}}, ""),
        ({"spec": {"replicas": None}}, ""),
        (
            {"spec": {"replicas": "1"}},
            "cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32",
        ),
        ({"spec": {"paused": 1}}, "cannot unmarshal number"),
        ({"spec": {"replicas": True}}, "cannot unmarshal bool"),
        ({"spec": {"template": {"spec": {"containers": {}}}}}, "cannot unmarshal object"),
        ({"spec": {"template": {"spec": {"containers": [{"name": 5}]}}}}, "cannot unmarshal number"),
        ({"metadata": {"labels": {"a": 1}}}, "cannot unmarshal number"),
        ({"spec": {"strategy": {"rollingUpdate": {"maxSurge": 1}}}}, ""),
        ({"spec": {"strategy": {"rollingUpdate": {"maxSurge": "25%"}}}}, ""),
        ({"spec": {"template": []}}, "cannot unmarshal array"),
    ],
)
def test_values_of_the_wrong_type(obj: Any, words: str) -> None:
    """The first is told in the decoder's words; numbers or strings are both right where the API says so."""
    found = misfit(DEPLOYMENT, obj)
    assert bool(words) is bool(found)
    assert found is None or words in found.decoding()


@pytest.mark.parametrize(
    ("obj", "left"),
    [
        ({"metadata": {"name": "a", "labels": {}}, "spec": {"paused": False, "replicas": 0}}, ["name", "replicas"]),
        ({"metadata": {"finalizers": []}, "spec": {"minReadySeconds": 0}}, []),
        ({"spec": {"template": {"spec": {"volumes": [{"name": "v", "emptyDir": {}}]}}}}, ["emptyDir", "name"]),
        ({"metadata": {"labels": {"a": ""}}}, ["a"]),
    ],
)
def test_empty_values_are_left_out_where_the_type_says_so(obj: Any, left: list[str]) -> None:
    """As Go writes an object: a number that may be zero stays, a switch that is off goes; keys of a map stay."""
    assert sorted(leaves(written(DEPLOYMENT, obj))) == left


def leaves(value: Any) -> Iterator[str]:
    """The names of fields with nothing further in them."""
    for item in value if isinstance(value, list) else [value]:
        for name, part in item.items():
            if isinstance(part, (dict, list)) and part:
                yield from leaves(part)
            elif name not in ("metadata", "spec"):
                yield name


def test_every_stored_kind_has_its_type() -> None:
    """But those of other projects' groups, whose sources are not in the table."""
    foreign = {"apiextensions.k8s.io", "apiregistration.k8s.io", "metrics.k8s.io"}
    for resource in RESOURCES:
        if resource.group not in foreign and "patch" in resource.verbs:
            assert is_known(type_of(resource)), resource.key


def test_inlined_fields_stand_among_the_others() -> None:
    """A volume's sources are fields of the volume in JSON."""
    assert {"name", "emptyDir", "secret", "configMap"} <= set(fields("core/v1.Volume"))
