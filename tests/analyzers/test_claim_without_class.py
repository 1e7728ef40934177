"""claim-without-class: no class named, and none is the default."""

from __future__ import annotations

from firstmate.analyzers.claim_without_class import check
from tests.support.build import facts_of
from tests.support.storage import claim, storage_class, volume


def test_no_class_and_no_default_leaves_the_claim_waiting():
    """The classes that there are get told."""
    (found,) = check(facts_of(claim(), storage_class("local-path")))

    assert "local-path" in found.claim


def test_a_cluster_without_classes_counts():
    """Nothing can make a volume there."""
    assert list(check(facts_of(claim())))


def test_a_default_class_takes_the_claim():
    """Whatever keeps it waiting then."""
    assert not list(check(facts_of(claim(), storage_class(default=True))))


def test_an_empty_class_is_a_choice():
    """The empty name asks for a volume made by hand."""
    assert not list(check(facts_of(claim(storageClassName=""), storage_class())))


def test_a_volume_that_nearly_fits_was_meant():
    """Then the rule about that says more."""
    assert not list(check(facts_of(claim(size="9Gi"), volume(size="1Gi"))))
