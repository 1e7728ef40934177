"""storage-class-two-defaults: more than one class that claims without a class may get."""

from __future__ import annotations

import pytest

from firstmate.analyzers.storage_class_two_defaults import check
from tests.support.build import facts_of, obj
from tests.support.storage import storage_class

BETA = {"metadata": {"annotations": {"storageclass.beta.kubernetes.io/is-default-class": "true"}}}


@pytest.mark.parametrize(
    "other", [storage_class("longhorn", default=True), obj("StorageClass", "longhorn", **BETA)], ids=["new", "old"]
)
def test_two_defaults_are_told_with_a_way_to_unmark_either(other):
    """By the mark of today or the one of old."""
    found = list(check(facts_of(storage_class("local-path", default=True), other)))

    assert [str(f.object) for f in found] == ["StorageClass//local-path"]
    assert "local-path and longhorn" in found[0].claim
    assert [r.undo.endswith("=true") for r in found[0].remedies] == [True, True]


def test_three_defaults_are_one_finding():
    """Whatever their number, it is one thing to put right."""
    made = (storage_class(name, default=True) for name in ("c", "a", "b"))

    assert [str(f.object) for f in check(facts_of(*made))] == ["StorageClass//a"]


@pytest.mark.parametrize(
    "classes",
    [
        (),
        (storage_class("local-path", default=True),),
        (storage_class("local-path", default=True), storage_class("longhorn")),
        (storage_class("local-path"), storage_class("longhorn")),
    ],
    ids=["none", "one", "one of two", "no default"],
)
def test_at_most_one_default_is_quiet(classes):
    """No default at all is told of the claims that need one."""
    assert list(check(facts_of(*classes))) == []
