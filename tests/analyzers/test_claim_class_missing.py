"""claim-class-missing: the class that a claim names is known not to exist."""

from __future__ import annotations

from firstmate.analyzers.claim_class_missing import check
from firstmate.snapshot.listing import Missing, Why
from tests.support.build import facts_of
from tests.support.storage import claim, storage_class, volume


def test_a_class_that_does_not_exist_is_told_beside_those_that_do():
    """So that a typo shows."""
    (found,) = check(facts_of(claim(storageClassName="loca-path"), storage_class("local-path")))

    assert "loca-path" in found.claim and "local-path" in found.claim


def test_a_cluster_without_any_class_says_none():
    """A chart's default class on a bare cluster."""
    (found,) = check(facts_of(claim(storageClassName="gp3")))

    assert "there is: none" in found.claim


def test_classes_that_could_not_be_read_are_not_missing():
    """Not knowing is not absence."""
    unread = {"storageclasses": Missing(Why.FORBIDDEN)}

    assert not list(check(facts_of(claim(storageClassName="gp3"), unread=unread)))


def test_volumes_made_by_hand_need_no_class_object():
    """A class may be just a word that claim and volume share."""
    assert not list(check(facts_of(claim(storageClassName="manual", size="9Gi"), volume(storageClassName="manual"))))


def test_a_claim_that_names_no_class_is_another_rule():
    """Nothing is missing that was not named."""
    assert not list(check(facts_of(claim())))
